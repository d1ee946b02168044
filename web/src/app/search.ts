// What stands after the `?` of each page. Unknown or malformed values are dropped, never shown as an error.
import type { DeadKind, FlowRunStatus, RunStatus, WorkItemStatus } from '@/api/types'

type Raw = Record<string, unknown>

export interface SignInSearch {
  next?: string
}
export interface TokenSearch {
  token?: string
}
export interface GallerySearch {
  type?: string
  depth?: string
  tag?: string
  q?: string
}
export interface StartSearch {
  /** The run whose values the form begins with. */
  from?: string
}
export interface FileSearch {
  file?: string
}
export interface RunsSearch {
  status?: RunStatus
  template?: string
  q?: string
}
export interface ArtifactsSearch {
  q?: string
  type?: string
}
export const INSPECTOR_TABS = ['checks', 'output', 'prompt', 'files', 'facts'] as const
export type InspectorTab = (typeof INSPECTOR_TABS)[number]
export interface InspectorSearch {
  gate?: string
  attempt?: number
  /** The attempt shown beside `attempt`. */
  against?: number
  tab?: InspectorTab
}
export interface FlowSearch {
  version?: number
  /** The version shown beside it. */
  against?: number
}
/** Whose things a list has: one's own, or everybody's, for admins. */
export interface ScopeSearch {
  scope?: 'all'
}
export interface DeadLettersSearch extends ScopeSearch {
  kind?: DeadKind
  name?: string
  code?: string
}
export interface FlowRunsSearch extends ScopeSearch {
  status?: FlowRunStatus
  name?: string
  /** As `name=value`. */
  attribute?: string
}
export const FLOW_RUN_TABS = ['steps', 'signals', 'state', 'queues', 'below', 'data', 'journal'] as const
export type FlowRunTab = (typeof FLOW_RUN_TABS)[number]
export interface FlowRunSearch {
  tab?: FlowRunTab
  step?: string
  attempt?: number
  /** The work queue whose items are shown, and which of them. */
  queue?: string
  items?: WorkItemStatus
}
export interface NewScheduleSearch {
  /** The flow that the form begins with. */
  flow?: string
}
export interface VersionSearch {
  version?: string
  against?: string
}

export const RUN_STATUSES: RunStatus[] = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled']
export const FLOW_RUN_STATUSES: FlowRunStatus[] = [...RUN_STATUSES, 'continued']
export const ENDED: FlowRunStatus[] = ['completed', 'failed', 'cancelled', 'continued']
export const WORK_ITEM_STATUSES: WorkItemStatus[] = ['pending', 'processing', 'completed', 'failed']

const text = (raw: unknown) => (typeof raw === 'string' && raw !== '' ? raw : typeof raw === 'number' ? String(raw) : undefined)
const positive = (raw: unknown) => (Number.isInteger(Number(raw)) && Number(raw) > 0 ? Number(raw) : undefined)
const one = <T extends string>(raw: unknown, of: readonly T[]) => of.find((value) => value === raw)
/** Only places inside this application: what begins with one slash. */
const inside = (raw: unknown) => (typeof raw === 'string' && /^\/(?![/\\])/.test(raw) ? raw : undefined)

export const signInSearch = (raw: Raw): SignInSearch => ({ next: inside(raw.next) })
export const tokenSearch = (raw: Raw): TokenSearch => ({ token: text(raw.token) })
export const gallerySearch = (raw: Raw): GallerySearch => ({ type: text(raw.type), depth: text(raw.depth), tag: text(raw.tag), q: text(raw.q) })
export const startSearch = (raw: Raw): StartSearch => ({ from: text(raw.from) })
export const fileSearch = (raw: Raw): FileSearch => ({ file: text(raw.file) })
export const runsSearch = (raw: Raw): RunsSearch => ({ status: one(raw.status, RUN_STATUSES), template: text(raw.template), q: text(raw.q) })
export const artifactsSearch = (raw: Raw): ArtifactsSearch => ({ q: text(raw.q), type: text(raw.type) })
export const inspectorSearch = (raw: Raw): InspectorSearch => ({
  gate: text(raw.gate),
  attempt: positive(raw.attempt),
  against: positive(raw.against),
  tab: one(raw.tab, INSPECTOR_TABS),
})
export const versionSearch = (raw: Raw): VersionSearch => ({ version: text(raw.version), against: text(raw.against) })
export const flowSearch = (raw: Raw): FlowSearch => ({ version: positive(raw.version), against: positive(raw.against) })
export const flowRunsSearch = (raw: Raw): FlowRunsSearch => ({ status: one(raw.status, FLOW_RUN_STATUSES), name: text(raw.name), attribute: text(raw.attribute), scope: one(raw.scope, ['all']) })
export const archivedRunsSearch = (raw: Raw): FlowRunsSearch => ({ ...flowRunsSearch(raw), status: one(raw.status, ENDED) })
export const scopeSearch = (raw: Raw): ScopeSearch => ({ scope: one(raw.scope, ['all']) })
export const deadLettersSearch = (raw: Raw): DeadLettersSearch => ({ kind: one(raw.kind, ['flow', 'template']), name: text(raw.name), code: text(raw.code), scope: one(raw.scope, ['all']) })
export const flowRunSearch = (raw: Raw): FlowRunSearch => ({ tab: one(raw.tab, FLOW_RUN_TABS), step: text(raw.step), attempt: positive(raw.attempt), queue: text(raw.queue), items: one(raw.items, WORK_ITEM_STATUSES) })
export const newScheduleSearch = (raw: Raw): NewScheduleSearch => ({ flow: text(raw.flow) })
export const daysSearch = (raw: Raw): { days?: number } => ({ days: positive(raw.days) })
export const agentSearch = (raw: Raw): { agent?: string } => ({ agent: text(raw.agent) })
export const modelSearch = (raw: Raw): { model?: string } => ({ model: text(raw.model) })
export const querySearch = (raw: Raw): { q?: string } => ({ q: text(raw.q) })
