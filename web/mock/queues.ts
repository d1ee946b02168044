// The made-up server's work queues: what waits in a run, and what is put in and taken away by hand. Nothing takes items here.
import type { AddedWorkItems, FieldError, FlowPlan, Json, WorkItem, WorkQueue } from '../src/api/types'
import { before } from './fixtures.ts'
import { RUNS } from './flow-runs.ts'

const MINUTE = 60_000

export class Refused {
  constructor(readonly status: number, readonly code: string, readonly message: string, readonly errors?: FieldError[]) {}
}

const items = new Map<string, WorkItem[]>()
const closed = new Map<string, string>()
let made = 0

function item(of: Partial<WorkItem> & { payload: Json }): WorkItem {
  made += 1
  return {
    id: `019ad000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`, seq: made, size_bytes: JSON.stringify(of.payload).length, priority: 0, status: 'pending', attempts: 0, taker_run_id: null, taker_step: null, taker_attempt: null, reason: null,
    added_by: 'u-admin via api', created_at: new Date().toISOString(), started_at: null, ended_at: null, ...of,
  }
}

const TAKEN = { attempts: 1, taker_run_id: RUNS.queues, taker_step: 'pack', taker_attempt: 1 }
items.set(`${RUNS.queues} orders`, [
  item({ payload: { item: 'A book', copies: 1 }, priority: 5, created_at: before(5 * MINUTE) }),
  item({ payload: { item: 'A lamp' }, created_at: before(20 * MINUTE) }),
  item({ payload: { item: 'A chair', copies: 4 }, status: 'processing', ...TAKEN, started_at: before(2 * MINUTE), created_at: before(40 * MINUTE) }),
  item({ payload: { item: 'A map' }, status: 'processing', ...TAKEN, started_at: before(2 * MINUTE), created_at: before(45 * MINUTE) }),
  item({ payload: { item: 'A ladder' }, status: 'failed', ...TAKEN, attempts: 2, reason: 'Too long for the parcel service', created_at: before(80 * MINUTE), started_at: before(70 * MINUTE), ended_at: before(69 * MINUTE) }),
  item({ payload: { item: 'A pen' }, status: 'completed', ...TAKEN, created_at: before(90 * MINUTE), started_at: before(85 * MINUTE), ended_at: before(84 * MINUTE) }),
])

type Declared = { order?: WorkQueue['priority']; size?: number | 'unlimited'; dedupe?: boolean; schema?: Json }

function view(runId: string, name: string, declared: Declared): WorkQueue {
  const all = items.get(`${runId} ${name}`) ?? []
  const of = (status: WorkItem['status']) => all.filter((one) => one.status === status).length
  const max_size = typeof declared.size === 'number' ? declared.size : null
  const taken = of('pending') + of('processing')
  const oldest = all.filter((one) => one.status === 'pending').map((one) => one.created_at).sort()[0] ?? null
  return {
    id: `${runId}-${name}`, run_id: runId, queue_name: name, signal_name: name, query_name: name, auto_generated: true, priority: declared.order ?? 'fifo', max_size, deduplicate: declared.dedupe ?? false, work_item_schema: declared.schema ?? true, closed_at: closed.get(`${runId} ${name}`) ?? null,
    pending: of('pending'), processing: of('processing'), completed: of('completed'), failed: of('failed'), oldest_pending_at: oldest, oldest_pending_s: oldest === null ? null : (Date.now() - Date.parse(oldest)) / 1000,
    health: max_size === null || taken < max_size * 0.8 ? 'healthy' : taken < max_size ? 'warning' : 'critical', waiting_steps: name === 'orders' ? 1 : 0, created_at: before(120 * MINUTE),
  }
}

/** Answers one of a run's queue operations: a list of items to be paged, something as it is, nothing, or a refusal. */
export function queuesApi(method: string, runId: string, plan: FlowPlan, name: string | undefined, [id, verb]: (string | undefined)[], part: string | undefined, status: string | null, body: Record<string, Json>): unknown {
  const declared = (plan.queues ?? {}) as Record<string, Declared>
  if (name === undefined) return { items: Object.entries(declared).map(([queue, of]) => view(runId, queue, of)).sort((a, b) => a.queue_name.localeCompare(b.queue_name)) }
  const of = declared[name]
  if (!of) return new Refused(404, 'UNKNOWN_QUEUE', `the plan of this run has no queue ${name}`)
  if (part === 'close') closed.set(`${runId} ${name}`, new Date().toISOString())
  if (part === undefined || part === 'close') return view(runId, name, of)
  const all = items.get(`${runId} ${name}`) ?? []
  if (method === 'POST' && id === undefined) return add(runId, name, of, body.item as { payload: Json; priority?: number })
  if (id === undefined) return all.filter((one) => status === null || one.status === status)
  const found = all.find((one) => one.id === id)
  if (!found) return new Refused(404, 'UNKNOWN_ITEM', `the queue ${name} has no item ${id}`)
  if (method === 'DELETE') {
    items.set(`${runId} ${name}`, all.filter((one) => one !== found))
    return undefined
  }
  return verb === 'retry' ? Object.assign(found, { status: 'pending', reason: null, ended_at: null }) : found
}

function add(runId: string, name: string, of: Declared, sent: { payload: Json; priority?: number }): AddedWorkItems | Refused {
  const queue = view(runId, name, of)
  if (queue.closed_at !== null) return new Refused(409, 'QUEUE_CLOSED', `the queue ${name} is closed; nothing more is let in`)
  const all = items.get(`${runId} ${name}`) ?? []
  if (queue.health === 'critical') return new Refused(409, 'QUEUE_FULL', `the queue ${name} is full: ${queue.pending + queue.processing} of ${queue.max_size ?? 0} places are taken; wait until items are finished`)
  if (queue.deduplicate && all.some((one) => one.status !== 'completed' && one.status !== 'failed' && JSON.stringify(one.payload) === JSON.stringify(sent.payload))) return new Refused(409, 'DUPLICATE_ITEM', `the queue ${name} has an equal item that is not finished`)
  const fresh = item(sent)
  items.set(`${runId} ${name}`, [fresh, ...all])
  return { added: 1, results: [{ index: 0, status: 'added', id: fresh.id, message: null }] }
}
