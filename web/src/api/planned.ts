// Shapes that the server has and its OpenAPI document does not describe yet, under the names they will have there. What the document describes
// can go from here; with the last of them this file goes, and `Schemas` in types.ts is `components['schemas']` alone.
import type { Json } from './types'

export interface Planned {
  FlowRun: {
    /** What it waits for, while it is not let in. */
    waits: {
      for: 'concurrency' | 'rate' | 'debounce' | 'batch'
      key: string | null
      /** From 1; none while more starts may join it. */
      place: number | null
      priority: number
      since: string
      /** When it stops gathering. */
      until: string | null
      /** How many starts a batch has so far. */
      items: number | null
    } | null
  }

  // How runs are let in
  AdmissionLine: {
    key: string | null
    under_way: number
    limit: number | null
    waiting: number
    gathering: number
    oldest_waiting_at: string | null
    due_at: string | null
  }
  FlowAdmission: { rules: Json; lines: Planned['AdmissionLine'][] }

  // Work queues
  WorkQueue: {
    id: string
    run_id: string
    queue_name: string
    signal_name: string
    query_name: string
    auto_generated: boolean
    priority: 'fifo' | 'lifo' | 'priority'
    max_size: number | null
    deduplicate: boolean
    work_item_schema: Json
    closed_at: string | null
    pending: number
    processing: number
    completed: number
    failed: number
    oldest_pending_at: string | null
    oldest_pending_s: number | null
    health: 'healthy' | 'warning' | 'critical'
    waiting_steps: number
    created_at: string
  }
  WorkItem: {
    id: string
    seq: number
    /** `null` in lists where it is large. */
    payload: Json
    size_bytes: number
    priority: number
    status: 'pending' | 'processing' | 'completed' | 'failed'
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
  AddedWorkItems: { added: number; results: { index: number; status: 'added' | 'duplicate' | 'full' | 'invalid'; id: string | null; message: string | null }[] }

  // Another version
  CarriedStep: { from: string | null; to: string | null; fate: 'kept' | 'goes_on' | 'not_begun' | 'new' | 'passed_over' | 'dropped' }
}
