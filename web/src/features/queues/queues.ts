// How a work queue of a run stands, in words. Pure.
import type { WorkItem, WorkItemStatus, WorkQueue } from '@/api/types'
import { bytes, count, plural } from '@/ui/format'
import type { Status } from '@/ui/status'

export const ORDERS: Record<WorkQueue['priority'], string> = { fifo: 'first come, first taken', lifo: 'last come, first taken', priority: 'the most urgent first' }

export const ITEM_WORDS: Record<WorkItemStatus, string> = { pending: 'Waits', processing: 'Taken', completed: 'Done', failed: 'Failed' }
export const itemLook: Record<WorkItemStatus, Status> = { pending: 'pending', processing: 'running', completed: 'completed', failed: 'failed' }

/** How full a queue is. What is closed is neither full nor free. */
export function healthLook({ health, closed_at }: Pick<WorkQueue, 'health' | 'closed_at'>): { status: Status; word: string } {
  if (closed_at !== null) return { status: 'skipped', word: 'Closed' }
  if (health === 'critical') return { status: 'failed', word: 'Full' }
  return health === 'warning' ? { status: 'warning', word: 'Nearly full' } : { status: 'passed', word: 'Healthy' }
}

/** How much room there is, and who waits for items. */
export function roomWords({ pending, processing, max_size, waiting_steps, deduplicate, priority }: Pick<WorkQueue, 'pending' | 'processing' | 'max_size' | 'waiting_steps' | 'deduplicate' | 'priority'>): string {
  return [
    max_size === null ? `${plural(pending + processing, 'unfinished item')}, room for any number` : `${count(pending + processing)} of ${count(max_size)} places taken`,
    ORDERS[priority],
    ...(deduplicate ? ['equal items once'] : []),
    ...(waiting_steps > 0 ? [`${plural(waiting_steps, 'step')} ${waiting_steps === 1 ? 'waits' : 'wait'} for items`] : []),
  ].join(' · ')
}

/** An item in one line; a large one is only in the item itself. */
export const itemWords = ({ payload, size_bytes }: Pick<WorkItem, 'payload' | 'size_bytes'>): string =>
  payload === null && size_bytes > 4 ? `${bytes(size_bytes)} of JSON` : typeof payload === 'string' ? payload : JSON.stringify(payload)

export const mayRetry = ({ status }: Pick<WorkItem, 'status'>) => status === 'failed'
/** What a step works on is not taken away from it. */
export const mayRemove = ({ status }: Pick<WorkItem, 'status'>) => status !== 'processing'
