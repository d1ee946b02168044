// What a page can change. Each call answers with the server's truth; pages invalidate what it touches.
import { call, path, send } from './http'
import type { AddedWorkItems, AppliedFile, AppliedFlow, Attributes, Backfilled, CreatedUser, CreatedWebhook, DeadKind, Delivery, FlowRun, Json, MigratedFlowRun, Model, Price, PriceComponent, PutAway, RedrivenRuns, Retention, RetentionLimits, RetentionRule, Role, Run, Schedule, ScheduleDefinition, Template, User, UserDeleted, Webhook, WebhookEvent } from './types'

const post = <T>(to: string, body: unknown = {}, headers?: Record<string, string>) => call<T>(to, { method: 'POST', body, headers })
const patch = <T>(to: string, body: unknown) => call<T>(to, { method: 'PATCH', body })

// People
export const updateMe = (changes: { display_name?: string; avatar_url?: string | null }) => patch<User>('/me', changes)
export const createUser = (user: { email: string; display_name?: string; role?: Role }) => post<CreatedUser>('/users', user)
export const updateUser = (id: string, changes: { role?: Role; status?: 'active' | 'suspended'; display_name?: string }) => patch<User>(path`/users/${id}`, changes)
export const deleteUser = (id: string, runs: 'transfer' | 'delete') => call<UserDeleted>(path`/users/${id}`, { method: 'DELETE', query: { runs } })

// Catalogue
export interface DefinitionFile {
  name: string
  text: string
}
export const applyDefinitions = (files: DefinitionFile[], check_only: boolean) => post<{ items: AppliedFile[] }>('/definitions', { files, check_only })
export const updateTemplate = (slug: string, changes: Partial<Pick<Template, 'is_active' | 'is_featured' | 'sort_order'>>) => patch<Template>(path`/templates/${slug}`, changes)
export const deleteTemplate = (slug: string) => call<undefined>(path`/templates/${slug}`, { method: 'DELETE' })

// Runs
export interface NewRun {
  template: string
  version?: string
  intent: Record<string, Json>
  model?: string
  trial?: DefinitionFile
}
/** Starts a run; the same key never starts a second one. Files are sent as the parts `sources`. */
export function createRun(run: NewRun, sources: File[], key: string): Promise<Run> {
  const headers = { 'Idempotency-Key': key }
  if (sources.length === 0) return post<Run>('/runs', run, headers)
  const form = new FormData()
  form.append('request', new Blob([JSON.stringify(run)], { type: 'application/json' }))
  for (const file of sources) form.append('sources', file, file.name)
  return post<Run>('/runs', form, headers)
}
export const cancelRun = (id: string, reason?: string) => post<Run>(path`/runs/${id}/cancel`, { reason })
export const resumeRun = (id: string) => post<Run>(path`/runs/${id}/resume`)
export const approveGate = (id: string, gate: string, reason: string) => post<Run>(path`/runs/${id}/gates/${gate}/approve`, { reason })
export const rerunGate = (id: string, gate: string, options: { model?: string; reason?: string }) => post<Run>(path`/runs/${id}/gates/${gate}/rerun`, options)
export const skipGate = (id: string, gate: string, reason: string) => post<Run>(path`/runs/${id}/gates/${gate}/skip`, { reason })

// Flows
export const applyFlow = (plan: string, check_only: boolean) => post<AppliedFlow>('/flows', { plan, check_only })
export const removeFlow = (name: string) => call<undefined>(path`/flows/${name}`, { method: 'DELETE' })
export interface NewFlowRun {
  flow: string
  version?: number
  input?: Json
  attributes?: Attributes
}
/** Starts a run of a flow; the same key never starts a second one. */
export const createFlowRun = (run: NewFlowRun, key: string) => post<FlowRun>('/flow-runs', run, { 'Idempotency-Key': key })
export const pauseFlowRun = (id: string, reason: string) => post<FlowRun>(path`/flow-runs/${id}/pause`, { reason })
export const resumeFlowRun = (id: string) => post<FlowRun>(path`/flow-runs/${id}/resume`)
/** `hard` ends it at once, and takes nothing back that its steps did. */
export const cancelFlowRun = (id: string, { reason, hard }: { reason?: string; hard?: boolean }) => post<FlowRun>(path`/flow-runs/${id}/cancel`, { reason, hard })
/** Starts a run that begins with what another has done; with nothing named it takes up one that failed or was cancelled where it stopped. */
export const forkFlowRun = (id: string, at: { from?: string[]; input?: Json }, key: string) => post<FlowRun>(path`/flow-runs/${id}/fork`, at, { 'Idempotency-Key': key })
/** The same identity again counts once, and is answered the same. */
export const updateFlowRun = (id: string, name: string, update: { id: string; payload: Json }) => post<{ answer: Json }>(path`/flow-runs/${id}/updates/${name}`, update)
/** The same identity again counts once. */
export const signalFlowRun = (id: string, name: string, signal: { id: string; payload: Json }) => post<FlowRun>(path`/flow-runs/${id}/signals/${name}`, signal)
export interface StepDecision {
  reason: string
  /** What the plan's form asks for. */
  form?: Json
}
export const approveStep = (id: string, step: string, decision: StepDecision) => post<FlowRun>(path`/flow-runs/${id}/steps/${step}/approve`, decision)
export const rejectStep = (id: string, step: string, decision: StepDecision) => post<FlowRun>(path`/flow-runs/${id}/steps/${step}/reject`, decision)
export const rerunStep = (id: string, step: string, options: { reason?: string; arguments?: Json }) => post<FlowRun>(path`/flow-runs/${id}/steps/${step}/rerun`, options)
export const skipStep = (id: string, step: string, reason: string) => post<FlowRun>(path`/flow-runs/${id}/steps/${step}/skip`, { reason })

export interface MigrationMapping {
  /** The new names of steps that do not keep theirs; `null` for one that is dropped. */
  steps: Record<string, string | null>
  /** What is done about new steps that come before some that have begun. */
  late: Record<string, 'do' | 'skip'>
}
/** Moves a run under way to another version of its flow; `check_only` says what would become of its steps, and changes nothing. */
export const migrateFlowRun = (id: string, to: { version: number; check_only: boolean } & MigrationMapping) => post<MigratedFlowRun>(path`/flow-runs/${id}/migrate`, to)

// Work queues of runs
/** The same key again adds nothing twice. */
export const addWorkItem = (id: string, queue: string, item: { payload: Json; priority?: number }, key: string) => post<AddedWorkItems>(path`/flow-runs/${id}/queues/${queue}/items`, { item }, { 'Idempotency-Key': key })
export const closeWorkQueue = (id: string, queue: string) => post<unknown>(path`/flow-runs/${id}/queues/${queue}/close`)
export const retryWorkItem = (id: string, queue: string, item: string) => post<unknown>(path`/flow-runs/${id}/queues/${queue}/items/${item}/retry`)
export const removeWorkItem = (id: string, queue: string, item: string) => call<undefined>(path`/flow-runs/${id}/queues/${queue}/items/${item}`, { method: 'DELETE' })

// What failed for good
/** Named runs, or one's own that fit; a hundred of them where `limit` says nothing else. */
export type Redrive = { runs: string[] } | { kind?: DeadKind; name?: string; code?: string; all?: boolean; limit?: number }
export const redriveRuns = (which: Redrive) => post<RedrivenRuns>('/dead-letters/redrive', which)

// Runs after their end
export const archiveRuns = (which: { runs: string[] } | { ended_before: string; name?: string }) => post<PutAway>('/archived-runs', which)
export const restoreRun = (id: string) => post<FlowRun>(path`/archived-runs/${id}/restore`)
export const setRetention = (said: { all: RetentionRule | null; flows: Record<string, RetentionRule> }) => call<Retention>('/retention', { method: 'PUT', body: said })
export const setRetentionLimits = (limits: RetentionLimits) => call<RetentionLimits>('/retention/limits', { method: 'PUT', body: limits })

// Schedules
export interface NewSchedule {
  name: string
  flow: string
  version?: number
  definition: ScheduleDefinition
  input?: Json
  attributes?: Attributes
}
export const createSchedule = (schedule: NewSchedule) => post<Schedule>('/schedules', schedule)
/** What is absent stays. A definition is given whole. */
export const changeSchedule = (id: string, changes: { definition?: ScheduleDefinition; version?: number | null; input?: Json; attributes?: Attributes; paused?: boolean }) => patch<Schedule>(path`/schedules/${id}`, changes)
export const pauseSchedule = (id: string, paused: boolean) => changeSchedule(id, { paused })
export const triggerSchedule = (id: string) => post<Schedule>(path`/schedules/${id}/trigger`)
export const backfillSchedule = (id: string, range: { from: string; until: string }) => post<Backfilled>(path`/schedules/${id}/backfill`, range)
export const removeSchedule = (id: string) => call<undefined>(path`/schedules/${id}`, { method: 'DELETE' })

// Models
export const updateModel = (id: string, changes: Partial<Pick<Model, 'is_active' | 'tier' | 'display_name'>>) => patch<Model>(path`/models/${id}`, changes)
export const addPrice = (id: string, price: { component: PriceComponent; usd_per_1k: number; valid_from?: string; provenance: string }) => post<Price>(path`/models/${id}/prices`, price)

// Webhooks
export const createWebhook = (hook: { url: string; events: WebhookEvent[]; description?: string }) => post<CreatedWebhook>('/webhooks', hook)
export const updateWebhook = (id: string, changes: Partial<Pick<Webhook, 'url' | 'events' | 'description' | 'is_active'>>) => patch<Webhook>(path`/webhooks/${id}`, changes)
export const deleteWebhook = (id: string) => call<undefined>(path`/webhooks/${id}`, { method: 'DELETE' })
export const testWebhook = (id: string) => post<Delivery>(path`/webhooks/${id}/test`)

/** Fetches a file with the session's token and hands it to the browser to save. */
export async function download(to: string, name: string): Promise<void> {
  const blob = await (await send(to)).blob()
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
export const downloadArtifact = (id: string, name: string) => download(`${path`/artifacts/${id}/content`}?download=true`, name)
export const downloadArchive = (runId: string, slug: string) => download(path`/runs/${runId}/archive`, `${slug}.zip`)
export const downloadFlowFile = (runId: string, sha256: string, name: string) => download(path`/flow-runs/${runId}/files/${sha256}`, name)
export const downloadFlowRun = (id: string, name: string) => download(path`/flow-runs/${id}/export`, `${name}-${id}.jsonl.gz`)
export const downloadArchivedRun = (id: string, name: string) => download(path`/archived-runs/${id}/export`, `${name}-${id}.jsonl.gz`)
