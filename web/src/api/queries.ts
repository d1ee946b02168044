// Query factories: what a page reads. Keys begin with the resource, so that a mutation can invalidate all of it.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call, path, send } from './http'
import type { Call } from './http'
import type {
  Agent, ArchivedRun, Artifact, ArtifactHit, Attributes, Costs, DeadKind, DeadLetter, DeadLetterCount, Decision, Delivery, Estimate, Firing, Flow, FlowAdmission, FlowDetail, FlowPlan, FlowRun, FlowRunStatus, FlowStep, FlowVersionDetail, GateAttempt,
  GateAttemptDetail, Health, Json, Model, Overview, Page, Price, Retention, Run, RunStatus, Schedule, ScheduleDefinition, Settings, Spec, SpecSummary, TaskQueue, Template, TemplateDetail, User, UserDeletion, Webhook, TaskWorker, WorkItem, WorkItemStatus, WorkQueue,
} from './types'

/** A list that is not paged. */
const list = async <T>(to: string, options: Call): Promise<T[]> => (await call<{ items: T[] }>(to, options)).items
const PAGE_SIZE = 50

function paged<T>(key: readonly unknown[], to: string, query: Record<string, string | boolean | undefined>, limit = PAGE_SIZE) {
  return infiniteQueryOptions({
    queryKey: [...key, query],
    queryFn: ({ pageParam, signal }) => call<Page<T>>(to, { query: { ...query, limit, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}

// People
export const meQuery = () => queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => call<User>('/me', { signal }), staleTime: 60_000 })
export const usersQuery = (q?: string) => paged<User>(['users', 'list'], '/users', { q })
export const userDeletionQuery = (id: string) =>
  queryOptions({ queryKey: ['users', id, 'deletion'], queryFn: ({ signal }) => call<UserDeletion>(path`/users/${id}/deletion`, { signal }), staleTime: 0 })

// Catalogue
export interface TemplateFilter {
  type?: string
  depth?: string
  tag?: string
  q?: string
  include_inactive?: boolean
}
export const templatesQuery = (filter: TemplateFilter = {}) =>
  queryOptions({
    queryKey: ['templates', 'list', filter],
    queryFn: ({ signal }) => list<Template>('/templates', { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
export const templateQuery = (slug: string) =>
  queryOptions({ queryKey: ['templates', slug], queryFn: ({ signal }) => call<TemplateDetail>(path`/templates/${slug}`, { signal }), staleTime: 60_000 })
export const estimateQuery = (slug: string, model?: string) =>
  queryOptions({
    queryKey: ['templates', slug, 'estimate', model ?? null],
    queryFn: ({ signal }) => call<Estimate>(path`/templates/${slug}/estimate`, { query: { model }, signal }),
    staleTime: 60_000,
  })
export const specsQuery = (slug: string) =>
  queryOptions({ queryKey: ['templates', slug, 'specs'], queryFn: ({ signal }) => list<SpecSummary>(path`/templates/${slug}/specs`, { signal }) })
export const specQuery = (slug: string, version: string) =>
  queryOptions({ queryKey: ['templates', slug, 'specs', version], queryFn: ({ signal }) => call<Spec>(path`/templates/${slug}/specs/${version}`, { signal }) })
export const definitionSchemaQuery = () =>
  queryOptions({ queryKey: ['definitions', 'schema'], queryFn: ({ signal }) => call<Json>('/definitions/schema', { signal }), staleTime: Infinity })
export const agentsQuery = () => queryOptions({ queryKey: ['agents'], queryFn: ({ signal }) => list<Agent>('/agents', { signal }), staleTime: 60_000 })

// Runs
export interface RunFilter {
  status?: RunStatus
  template?: string
  q?: string
  scope?: 'me' | 'all'
}
export const runsQuery = (filter: RunFilter = {}, limit?: number) => paged<Run>(['runs', 'list'], '/runs', { ...filter }, limit)
export const runQuery = (id: string) => queryOptions({ queryKey: ['runs', id], queryFn: ({ signal }) => call<Run>(path`/runs/${id}`, { signal }) })
export const gatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id, 'gates'],
    queryFn: ({ signal }) => list<GateAttempt>(path`/runs/${id}/gates`, { signal }),
    // Comparing 10,000 attempts with their checks costs a frame; rows compare what they show instead.
    structuralSharing: false,
  })
export const attemptQuery = (id: string, gate: string, attempt: number) =>
  queryOptions({
    queryKey: ['runs', id, 'gates', gate, attempt],
    queryFn: ({ signal }) => call<GateAttemptDetail>(path`/runs/${id}/gates/${gate}/attempts/${attempt}`, { signal }),
  })
export const decisionsQuery = (id: string) =>
  queryOptions({ queryKey: ['runs', id, 'decisions'], queryFn: ({ signal }) => list<Decision>(path`/runs/${id}/decisions`, { signal }) })

// Artifacts
export const runArtifactsQuery = (id: string, all = false) =>
  queryOptions({
    queryKey: ['runs', id, 'artifacts', { all }],
    queryFn: ({ signal }) => list<Artifact>(path`/runs/${id}/artifacts`, { query: { all: all || undefined }, signal }),
  })
export interface ArtifactFilter {
  q?: string
  type?: string
  scope?: 'me' | 'all'
}
export const artifactsQuery = (filter: ArtifactFilter = {}) => paged<ArtifactHit>(['artifacts', 'list'], '/artifacts', { ...filter })
export const artifactQuery = (id: string) => queryOptions({ queryKey: ['artifacts', id], queryFn: ({ signal }) => call<Artifact>(path`/artifacts/${id}`, { signal }) })
/** The text of an artifact. Bytes never change under an id, so it is fetched once. */
export const artifactTextQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifacts', id, 'text'],
    queryFn: async ({ signal }) => (await send(path`/artifacts/${id}/content`, { signal })).text(),
    staleTime: Infinity,
  })
export const artifactBlobQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifacts', id, 'blob'],
    queryFn: async ({ signal }) => (await send(path`/artifacts/${id}/content`, { signal })).blob(),
    staleTime: Infinity,
  })
/** A picture with the size it wants to have, so that its place can be kept before it is drawn. */
export const artifactPictureQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifacts', id, 'picture'],
    queryFn: async ({ signal }) => {
      const blob = await (await send(path`/artifacts/${id}/content`, { signal })).blob()
      return { blob, ...(await pictureSize(blob)) }
    },
    staleTime: Infinity,
  })

async function pictureSize(blob: Blob): Promise<{ width?: number; height?: number }> {
  const address = URL.createObjectURL(blob)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    return image.naturalWidth > 0 && image.naturalHeight > 0 ? { width: image.naturalWidth, height: image.naturalHeight } : {}
  } catch {
    // The picture is broken; the page shows its name instead.
    return {}
  } finally {
    URL.revokeObjectURL(address)
  }
}

// Models, money, reports
export const modelsQuery = () => queryOptions({ queryKey: ['models'], queryFn: ({ signal }) => list<Model>('/models', { signal }), staleTime: 60_000 })
export const pricesQuery = (id: string) =>
  queryOptions({ queryKey: ['models', id, 'prices'], queryFn: ({ signal }) => list<Price>(path`/models/${id}/prices`, { signal }) })
export const costsQuery = (scope: 'me' | 'all', month?: string) =>
  queryOptions({ queryKey: ['costs', scope, month ?? null], queryFn: ({ signal }) => call<Costs>('/costs', { query: { scope, month }, signal }) })
export const overviewQuery = (days: number) =>
  queryOptions({
    queryKey: ['reports', 'overview', days],
    queryFn: ({ signal }) => call<Overview>('/reports/overview', { query: { days }, signal }),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  })
export const settingsQuery = () => queryOptions({ queryKey: ['settings'], queryFn: ({ signal }) => call<Settings>('/settings', { signal }), staleTime: Infinity })
export const healthQuery = () => queryOptions({ queryKey: ['health'], queryFn: ({ signal }) => call<Health>('/health', { signal }), refetchInterval: 5_000 })

// Webhooks
export const webhooksQuery = () => queryOptions({ queryKey: ['webhooks'], queryFn: ({ signal }) => list<Webhook>('/webhooks', { signal }) })
export const deliveriesQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', id, 'deliveries'], queryFn: ({ signal }) => list<Delivery>(path`/webhooks/${id}/deliveries`, { signal }) })

// Flows
/** Whose: one's own where it says nothing; `all` is for admins. */
export type Scope = 'all' | undefined
export const flowsQuery = (scope?: Scope) => queryOptions({ queryKey: ['flows', 'list', scope ?? 'me'], queryFn: ({ signal }) => list<Flow>('/flows', { query: { scope }, signal }) })
export const flowQuery = (name: string) => queryOptions({ queryKey: ['flows', 'one', name], queryFn: ({ signal }) => call<FlowDetail>(path`/flows/${name}`, { signal }) })
/** A version never changes; but a flow that was removed and kept anew begins again at 1. */
export const flowVersionQuery = (name: string, version: number) =>
  queryOptions({ queryKey: ['flows', 'one', name, version], queryFn: ({ signal }) => call<FlowVersionDetail>(path`/flows/${name}/versions/${version}`, { signal }) })
export interface FlowRunFilter {
  status?: FlowRunStatus
  name?: string
  attributes?: Attributes
  scope?: Scope
}
export const flowRunsQuery = ({ attributes, ...filter }: FlowRunFilter = {}, limit?: number) =>
  paged<FlowRun>(['flow-runs', 'list'], '/flow-runs', { ...filter, attributes: attributes && JSON.stringify(attributes) }, limit)
export const flowRunQuery = (id: string) => queryOptions({ queryKey: ['flow-runs', id], queryFn: ({ signal }) => call<FlowRun>(path`/flow-runs/${id}`, { signal }) })
export const flowStepsQuery = (id: string) =>
  queryOptions({ queryKey: ['flow-runs', id, 'steps'], queryFn: ({ signal }) => list<FlowStep>(path`/flow-runs/${id}/steps`, { signal }) })
/** A run keeps its plan, whatever becomes of the flow. */
export const flowPlanQuery = (id: string) =>
  queryOptions({ queryKey: ['flow-runs', id, 'plan'], queryFn: ({ signal }) => call<FlowPlan>(path`/flow-runs/${id}/plan`, { signal }), staleTime: Infinity })
export const flowChildrenQuery = (id: string) =>
  queryOptions({ queryKey: ['flow-runs', id, 'children'], queryFn: ({ signal }) => list<FlowRun>(path`/flow-runs/${id}/children`, { signal }) })
/** Asked when somebody asks, and never by itself. */
export const flowAnswerQuery = (id: string, name: string) =>
  queryOptions({ queryKey: ['flow-runs', id, 'queries', name], queryFn: ({ signal }) => call<{ value: Json }>(path`/flow-runs/${id}/queries/${name}`, { signal }), enabled: false, gcTime: 0 })

/** How runs of a flow are let in, and who is there. */
export const flowAdmissionQuery = (name: string) =>
  queryOptions({ queryKey: ['flows', 'one', name, 'admission'], queryFn: ({ signal }) => call<FlowAdmission>(path`/flows/${name}/admission`, { signal }), refetchInterval: 10_000 })

// Work queues of runs
export const workQueuesQuery = (runId: string) => queryOptions({ queryKey: ['flow-runs', runId, 'queues'], queryFn: ({ signal }) => list<WorkQueue>(path`/flow-runs/${runId}/queues`, { signal }) })
export const workItemsQuery = (runId: string, queue: string, status?: WorkItemStatus) => paged<WorkItem>(['flow-runs', runId, 'queues', queue, 'items'], path`/flow-runs/${runId}/queues/${queue}/items`, { status })
/** With its payload, however large. */
export const workItemQuery = (runId: string, queue: string, item: string) =>
  queryOptions({ queryKey: ['flow-runs', runId, 'queues', queue, 'items', item], queryFn: ({ signal }) => call<WorkItem>(path`/flow-runs/${runId}/queues/${queue}/items/${item}`, { signal }) })

// What failed for good
export interface DeadLetterFilter {
  kind?: DeadKind
  name?: string
  code?: string
  scope?: Scope
}
export const deadLettersQuery = (filter: DeadLetterFilter = {}) => paged<DeadLetter>(['dead-letters', 'list'], '/dead-letters', { ...filter })
export const deadLetterCountsQuery = (scope?: Scope) =>
  queryOptions({ queryKey: ['dead-letters', 'counts', scope ?? 'me'], queryFn: ({ signal }) => list<DeadLetterCount>('/dead-letters/counts', { query: { scope }, signal }), placeholderData: keepPreviousData })

// Runs after their end
export const archivedRunsQuery = ({ attributes, ...filter }: FlowRunFilter = {}) => paged<ArchivedRun>(['archived-runs', 'list'], '/archived-runs', { ...filter, attributes: attributes && JSON.stringify(attributes) })
export const retentionQuery = () => queryOptions({ queryKey: ['retention'], queryFn: ({ signal }) => call<Retention>('/retention', { signal }) })

// Schedules
export const schedulesQuery = (scope?: Scope) => queryOptions({ queryKey: ['schedules', 'list', scope ?? 'me'], queryFn: ({ signal }) => list<Schedule>('/schedules', { query: { scope }, signal }), refetchInterval: 30_000 })
export const scheduleQuery = (id: string) =>
  queryOptions({ queryKey: ['schedules', id], queryFn: ({ signal }) => call<Schedule>(path`/schedules/${id}`, { signal }), refetchInterval: 10_000 })
export const firingsQuery = (id: string) => paged<Firing>(['schedules', id, 'firings'], path`/schedules/${id}/firings`, {})
/** When a rule would fire. Nothing is kept. */
export const schedulePreviewQuery = (definition: ScheduleDefinition) =>
  queryOptions({
    queryKey: ['schedule-preview', definition],
    queryFn: ({ signal }) => call<{ next: string[] }>('/schedules/preview', { method: 'POST', body: { definition, count: 10 }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })

// Workers
const EVERY_10_S = { refetchInterval: 10_000, refetchOnWindowFocus: 'always' } as const
export const workersQuery = (scope?: Scope) => queryOptions({ queryKey: ['workers', scope ?? 'me'], queryFn: ({ signal }) => list<TaskWorker>('/workers', { query: { scope }, signal }), ...EVERY_10_S })
export const taskQueuesQuery = (scope?: Scope) => queryOptions({ queryKey: ['task-queues', scope ?? 'me'], queryFn: ({ signal }) => list<TaskQueue>('/task-queues', { query: { scope }, signal }), ...EVERY_10_S })
