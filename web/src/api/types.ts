// The shapes of /api/v1 by the names the pages use. They come from the server's OpenAPI document; `npm run types` writes schema.d.ts.
import type { components } from './schema'

type Schemas = components['schemas']

export type RunStatus = Schemas['RunStatus']
export type GateStatus = Schemas['GateStatus']
export type Phase = Schemas['Phase']
export type Depth = Schemas['Depth']
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

// What the document leaves open ("any value", "a string") and the pages rely on is said here, once.
type With<T, Closer> = Omit<T, keyof Closer> & Closer

export type Problem = Schemas['Problem']
export type FieldError = Schemas['ProblemItem']

// People
export type User = With<Schemas['User'], { status: Schemas['AccountStatus'] }>
export type CreatedUser = User & Pick<Schemas['CreatedUser'], 'invite_link'>
export type Role = Schemas['AccountRole']
export type UserDeletion = Schemas['DeletionPreview']
export type UserDeleted = Schemas['DeletedUser']

// Catalogue
export type Template = Schemas['Template']
export type IntentField = With<Schemas['IntentField'], { default?: Json }>
export type TemplateStep = Schemas['TemplateStep']
export type TemplateSpec = With<Schemas['SpecSummary'], { intent_schema: IntentField[]; qa_config?: Json; cost_profile?: Json }>
export type TemplateDetail = Template & { spec: TemplateSpec | null; versions: string[] }
export type Estimate = Schemas['Estimate']
export type SpecSummary = Schemas['Spec']
export type Spec = SpecSummary & Pick<Schemas['SpecSource'], 'source' | 'definition'>
export type AppliedFile = Schemas['AppliedFile']
export type Agent = Schemas['Agent']

// Runs
export type Run = With<Schemas['Run'], { intent: Record<string, Json>; qa_report: Record<string, Json> | null }>
export type Check = Schemas['Check']
export type Evidence = Schemas['Evidence']
export type GateAttempt = Schemas['GateAttempt']
export type GateAttemptDetail = GateAttempt & Pick<Schemas['AttemptDetail'], 'artifacts' | 'prompt_packet' | 'raw_output'>
export type Decision = Schemas['GateDecision']
export type Artifact = Schemas['Artifact']
export type ArtifactHit = Schemas['BrowsedArtifact']
export type RunEvent = Schemas['RunEvent']
export type RunEventType = Schemas['RunEventType']

// Models, money, reports
export type Model = Schemas['Model']
export type Price = Schemas['Price']
export type PriceComponent = Schemas['PriceComponent']
export type ModelCost = Schemas['ModelCost']
export type Costs = Schemas['Costs']
export type Overview = With<Schemas['Overview'], { runs_by_status: Partial<Record<RunStatus, number>>; active_runs: Run[] }>
export type Settings = Schemas['ServerSettings']
export type Health = Schemas['Health']

// Webhooks
export type WebhookEvent = Schemas['WebhookEvent']
export type Webhook = Schemas['Webhook']
export type CreatedWebhook = Webhook & Pick<Schemas['CreatedWebhook'], 'secret'>
export type Delivery = Schemas['Delivery']

// Flows
export type Flow = Schemas['Flow']
export type FlowDetail = Schemas['FlowDetail']
export type FlowVersion = Schemas['FlowVersion']
export type FlowVersionDetail = Schemas['FlowVersionDetail']
export type AppliedFlow = Schemas['AppliedFlow']
export interface Actor {
  /** An account's id, or the name of a policy. */
  id: string
  via: string
}
export type FlowPause =
  | { kind: 'approval_required'; step: string }
  | { kind: 'gate_failed'; step: string; code: string }
  | { kind: 'requested'; by: Actor; reason: string }
  | { kind: 'projection'; message: string }
export interface FlowFailure {
  code: string
  message: string | null
  step?: string | null
  /** What was done is being taken back; the run ends with it. */
  cleaning_up?: boolean
  /** Steps whose doing could not be taken back. */
  not_undone?: string[]
}
/** A run may also end by going on in another. */
export type FlowRunStatus = RunStatus | 'continued'
export type Attributes = Record<string, string | number | boolean>
/** Why a run is not let in yet. */
export type Waits = Schemas['Waits']
export type FlowRun = With<Schemas['FlowRun'], {
  status: FlowRunStatus
  input: Json
  output: Json
  failure: FlowFailure | null
  pause: FlowPause | null
  waits: Waits | null
  attributes: Attributes
}>
export type FlowAdmission = With<Schemas['FlowAdmission'], { rules: Json }>
export type AdmissionLine = Schemas['AdmissionLine']
export type CarriedStep = Schemas['CarriedStep']
export interface MigratedFlowRun {
  run: FlowRun
  /** What would become of each step, where only that was asked. */
  steps?: CarriedStep[]
}
export type FlowStepStatus = 'running' | 'awaiting_approval' | 'passed' | 'warning' | 'failed' | 'skipped' | 'reset'
export type FlowCause = 'ready' | 'repair' | 'again' | 'rerun' | 'upstream' | 'sent_back' | 'round'
export interface FlowVerdict {
  outcome: 'pass' | 'warn' | 'fail' | 'error'
  score?: number
  fail_codes?: string[]
  results?: Check[]
}
export type FlowDecision =
  | { decision: 'approved' | 'rejected' | 'skipped'; by: string; via?: string; reason: string | null; form?: Json; at: string }
  /** Nobody decided in time: others may decide now as well, or what becomes of it is settled without anybody. */
  | { decision: 'escalated'; to: string[]; then: 'remind' | 'approve' | 'reject' | 'fail'; at: string }
export interface FlowUndo {
  status: 'running' | 'done' | 'failed'
  value?: Json
  failure?: FlowFailure
}
export type FlowStep = With<Schemas['FlowStep'], {
  status: FlowStepStatus
  cause: FlowCause | null
  input: Json
  value: Json
  failure: FlowFailure | null
  verdict: FlowVerdict | null
  decision: FlowDecision | null
  undo: FlowUndo | null
}>
export type FlowStepFile = Schemas['StepFile']
/** What stands in the journal of a run: which kind of entry, and its facts. */
export interface JournalEntry {
  seq: number
  at: string
  entry: { entry: string; [fact: string]: Json }
}
/** The parts of a plan that the pages read; docs/decisions/0001 describes all of it. */
export interface FlowPlan {
  name: string
  input?: Json
  signals?: Record<string, { schema?: Json }>
  queries?: Record<string, Json>
  updates?: Record<string, { schema?: Json }>
  queues?: Record<string, Json>
  steps: FlowPlanStep[]
}
export interface FlowPlanStep {
  id: string
  title?: string
  needs?: string[]
  work: { [kind: string]: Json }
  gate?: { approval?: 'none' | 'required' | FlowApproval }
  /** How what it did is taken back. */
  undo?: Json
}
/** What a gate asks of people. */
export interface FlowApproval {
  title?: string
  form?: Json
  by?: string[]
}

// Schedules
export type OverlapPolicy = 'skip' | 'buffer_one' | 'buffer_all' | 'cancel' | 'allow'
/** Milliseconds, or a text such as `1h30m`. */
export type Length = number | string
export type Backfilled = Schemas['Backfilled']
export type ScheduleRule = { cron: string } | { every: Length; offset?: Length } | { at: string }
export interface ScheduleDefinition {
  when: ScheduleRule | ScheduleRule[]
  zone?: string
  jitter?: Length
  starts_at?: string
  ends_at?: string
  max_runs?: number
  catch_up?: Length
  overlap?: OverlapPolicy
  paused?: boolean
}
export type Schedule = With<Schemas['Schedule'], { definition: ScheduleDefinition; input: Json; attributes: Attributes }>
export type Firing = With<Schemas['Firing'], { cause: 'rule' | 'backfill' | 'hand'; status: 'buffered' | 'started' | 'skipped' | 'missed' | 'failed' }>

// Workers
export type TaskWorker = Schemas['Worker']
export type TaskQueue = Schemas['TaskQueue']

// Work queues of runs
export type WorkQueue = With<Schemas['WorkQueue'], { priority: 'fifo' | 'lifo' | 'priority'; health: 'healthy' | 'warning' | 'critical'; work_item_schema: Json }>
export type WorkItem = With<Schemas['WorkItem'], { payload: Json; status: 'pending' | 'processing' | 'completed' | 'failed' }>
export type WorkItemStatus = WorkItem['status']
export type AddedWorkItems = Schemas['AddedWorkItems']

// What failed for good, and what is kept of runs after their end
export type DeadKind = 'flow' | 'template'
export type DeadLetter = With<Schemas['DeadLetter'], { kind: DeadKind; status: 'failed' | 'paused' }>
export type DeadLetterCount = With<Schemas['DeadLetterCount'], { kind: DeadKind }>
export type Redriven = With<Schemas['Redriven'], { state: 'resumed' | 'forked' | 'refused' }>
export type RedrivenRuns = With<Schemas['RedrivenRuns'], { results: Redriven[] }>
export type ArchivedRun = With<Schemas['ArchivedRun'], { status: 'completed' | 'failed' | 'cancelled' | 'continued'; failure: Json; attributes: Attributes }>
export type PutAway = Schemas['PutAway']
export type RetentionRule = Schemas['RetentionRule']
export type RetentionLimits = Schemas['RetentionLimits']
export type Retention = Schemas['RetentionView']
