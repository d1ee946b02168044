// What the server says, as types. Its OpenAPI document (`/api/v1/openapi.json`) is the long form.

/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** A plan, as an object or as the text of its file (YAML or JSON). */
export type Plan = string | { grammar: number; name: string; steps: unknown[]; [field: string]: unknown }

/** What runs are found by. */
export type Attributes = Record<string, string | number | boolean>

export type RunStatus = 'pending' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'continued'

/** How something failed. */
export interface Failure {
  code: string
  message: string | null
  class?: 'retryable' | 'terminal' | 'fatal'
  step?: string | null
  [more: string]: unknown
}

/** What a run that is not let in yet waits for. */
export interface Waits {
  for: 'concurrency' | 'rate' | 'debounce' | 'batch'
  /** The key by which it is counted or gathered, where the plan has one. */
  key: string | null
  /** Its place among those that wait with it, from 1; `null` while more starts may join it, and where it is far back: in lists more than a hundred stand before it, of a single run more than ten thousand. */
  place: number | null
  priority: number
  since: string
  /** When it stops gathering. */
  until: string | null
  /** How many starts a batch has so far. */
  items: number | null
}

/** A run as it is. */
export interface RunView {
  id: string
  /** Whom it belongs to. */
  user_id: string
  flow_id: string | null
  /** Name of its plan. */
  name: string
  /** Version of the flow; `null` for a plan that was given as it is. */
  version: number | null
  status: RunStatus
  input: unknown
  /** What it gave, once it is completed. */
  output: unknown
  failure: Failure | null
  /** Why it holds, while it holds. */
  pause: { kind: string; step?: string; [more: string]: unknown } | null
  /** What it waits for, while it is not let in. */
  waits: Waits | null
  /** The run that ended by going on in this one. */
  continued_from: string | null
  /** The run in which this one goes on, where it ended by that. */
  continued_in: string | null
  /** The run whose step started it. */
  parent_id: string | null
  parent_step: string | null
  /** The run whose outputs it began with. */
  forked_from: string | null
  /** It failed, and this run took it up where it had stopped. */
  redriven_as: string | null
  schedule_id: string | null
  scheduled_for: string | null
  attributes: Attributes
  steps_total: number
  steps_done: number
  cost_nanos: number
  created_at: string
  started_at: string | null
  ended_at: string | null
}

export type StepStatus = 'running' | 'awaiting_approval' | 'passed' | 'warning' | 'failed' | 'skipped' | 'reset'

/** A file that a step made. */
export interface StepFile {
  path: string
  sha256: string
  size_bytes: number
  media_type: string
}

/** One attempt of a step. */
export interface StepView {
  step: string
  attempt: number
  position: number
  title: string | null
  status: StepStatus
  cause: string | null
  input: unknown
  value: unknown
  files: StepFile[]
  failure: Failure | null
  verdict: unknown
  decision: unknown
  undo: unknown
  tries: number
  cost_nanos: number
  started_at: string
  ended_at: string | null
}

/** An entry of a run's journal. */
export interface RunEvent {
  /** Its place, from 1. */
  seq: number
  /** When it was committed. */
  at: string
  /** What happened: `entry` is its kind, for example `effect_completed`. */
  entry: { entry: string; [field: string]: unknown }
}

/** A flow: a plan kept by its name. */
export interface Flow {
  id: string
  user_id: string
  name: string
  latest_version: number
  plan_hash: string | null
  created_at: string
  updated_at: string
}

/** A flow with its versions, the newest first. */
export interface FlowDetail extends Flow {
  versions: { version: number; plan_hash: string; created_at: string }[]
}

/** What became of a plan file. */
export interface AppliedFlow {
  flow: Flow
  /** Whether this is a new version; the same plan again makes none. */
  fresh: boolean
  /** What the plan's author should know. */
  warnings: { path: string; message: string; line?: number; column?: number }[]
}

/** When a schedule fires: a cron line of five fields (or six, the second first), an interval, a moment. */
export type Rule = { cron: string } | { every: string; offset?: string } | { at: string }

/** When a schedule fires, and what becomes of firings that overlap. */
export interface ScheduleDefinition {
  when: Rule | Rule[]
  /** Time zone; UTC if not given. */
  zone?: string
  jitter?: string
  starts_at?: string
  ends_at?: string
  max_runs?: number
  /** How far back a missed moment is made up for; 24 hours if not given. */
  catch_up?: string
  overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel' | 'allow'
  paused?: boolean
}

/** A schedule to make. */
export interface NewSchedule {
  name: string
  flow: string
  /** The newest at each firing if not given. */
  version?: number
  definition: ScheduleDefinition
  input?: unknown
  attributes?: Attributes
}

/** A schedule. */
export interface Schedule {
  id: string
  user_id: string
  name: string
  flow: string
  version: number | null
  definition: ScheduleDefinition
  input: unknown
  attributes: Attributes
  fired: number
  /** When there is something to do next; `null` while it is paused and when it is exhausted. */
  next_look: string | null
  /** Its next moments, at most five. */
  next: string[]
  exhausted: boolean
  /** Its runs that have not ended. */
  running: number
  waiting: number
  created_at: string
  updated_at: string
}

/** The moments of a range that was backfilled, and what has become of them, now or before. */
export interface Backfilled {
  moments: number
  /** Of those, how many have started a run. */
  started: number
  /** How many wait for a run to end. */
  waiting: number
  /** How many were skipped or could not be started: backfilled again, those are tried again. */
  not_started: number
}

/** What became of one moment of a schedule. */
export interface Firing {
  id: string
  nominal: string
  cause: 'rule' | 'backfill' | 'hand'
  status: 'buffered' | 'started' | 'skipped' | 'missed' | 'failed'
  reason: string | null
  run_id: string | null
  created_at: string
}

/** A worker that has polled lately. */
export interface WorkerView {
  user_id: string
  name: string
  queue: string
  /** None means all. */
  activities: string[]
  /** What it has: tasks that ask for more are left to others. */
  labels: string[]
  capacity: number
  /** Tasks it holds. */
  running: number
  seen_at: string
}

/** A queue with tasks in it. */
export interface TaskQueue {
  user_id: string
  queue: string
  waiting: number
  leased: number
  oldest_waiting_at: string | null
}

/** A run that lies in the archive. */
export interface ArchivedRun {
  id: string
  user_id: string
  name: string
  version: number | null
  status: RunStatus
  attributes: Attributes
  failure: Failure | null
  steps_total: number
  cost_nanos: number
  created_at: string
  started_at: string | null
  ended_at: string
  archived_at: string
  restored_at: string | null
  size_bytes: number
}

/** What became of runs that were to go into the archive. */
export interface PutAway {
  archived: string[]
  /** Runs that stay, each with the reason. */
  kept: { id: string; code: string; message: string }[]
  /** Whether there are more than one request puts away. */
  more: boolean
}

/** For how long runs are kept after their end, and what becomes of them then. */
export interface RetentionRule {
  /** `null`: for ever. */
  keep_days: number | null
  /** Into the archive, unless `false`: then they are deleted for good. */
  archive?: boolean
}

/** How long an account's runs are kept. */
export interface Retention {
  /** All of them; `null`: what admins say for those who say nothing. */
  all: RetentionRule | null
  /** Of single flows, by name, instead. */
  flows: Record<string, RetentionRule>
  limits: { default: RetentionRule; most_days: number | null }
}

/** A run that failed for good. */
export interface DeadLetter {
  id: string
  user_id: string
  kind: 'flow' | 'template'
  name: string
  version: string | null
  status: 'failed' | 'paused'
  code: string | null
  step: string | null
  message: string | null
  since: string
  created_at: string
}

/** How many runs failed so. */
export interface DeadLetterCount {
  kind: 'flow' | 'template'
  name: string
  code: string | null
  runs: number
}

/** What became of a run that was to be taken up again. */
export interface Redriven {
  id: string
  state: 'resumed' | 'forked' | 'refused'
  /** The run that goes on. */
  run_id: string | null
  /** Why it was refused. */
  code: string | null
  message: string | null
}

/** Whose things a list has; `all` is for admins. */
export type Scope = 'me' | 'all'

/** Options of lists. */
export interface Listing extends Asking {
  scope?: Scope | undefined
}

export type WorkItemStatus = 'pending' | 'processing' | 'completed' | 'failed'

/** A work queue of a run, and how it stands. */
export interface WorkQueueView {
  id: string
  /** The run that has it: the one asked for, or the one in which that one went on. */
  run_id: string
  queue_name: string
  signal_name: string
  query_name: string
  auto_generated: boolean
  /** Which item is taken next. */
  priority: 'fifo' | 'lifo' | 'priority'
  /** Items that may be unfinished at once; `null` for any number. */
  max_size: number | null
  deduplicate: boolean
  work_item_schema: unknown
  /** Since when nothing more is let in. */
  closed_at: string | null
  pending: number
  processing: number
  completed: number
  failed: number
  oldest_pending_at: string | null
  oldest_pending_s: number | null
  /** How full it is: `warning` from four fifths on, `critical` when items are refused. */
  health: 'healthy' | 'warning' | 'critical'
  /** Steps that wait for items. */
  waiting_steps: number
  created_at: string
}

/** An item of a work queue. */
export interface WorkItem<Payload = unknown> {
  id: string
  seq: number
  /** `null` in lists where it is large. */
  payload: Payload | null
  size_bytes: number
  priority: number
  status: WorkItemStatus
  /** How often it was taken. */
  attempts: number
  taker_run_id: string | null
  taker_step: string | null
  taker_attempt: number | null
  reason: string | null
  added_by: string
  created_at: string
  started_at: string | null
  ended_at: string | null
}

/** What became of an item that was to be added. */
export interface AddedWorkItem {
  /** Its place in what was sent, from 0. */
  index: number
  status: 'added' | 'duplicate' | 'full' | 'invalid'
  /** The item; for a duplicate the one that is there already. */
  id: string | null
  message: string | null
}

/** Options of every request. */
export interface Asking {
  signal?: AbortSignal | undefined
}
