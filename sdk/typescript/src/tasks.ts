// The protocol of task queues: what is asked and answered under `/api/v1/tasks`.

/** A task as it is handed to a worker. */
export interface Task {
  /** Names the work; opaque. */
  readonly id: string
  /** Names this hand-over of it: only whoever has the newest may give a result. */
  readonly token: string
  readonly activity: string
  readonly input: unknown
  readonly run_id: string
  readonly step: string
  readonly attempt: number
  readonly item: number | null
  readonly delivery: number
  readonly idempotency_key: string
  readonly lease_until: string
}

/** What became of one thing that was sent. */
export interface Settled {
  id: string
  state: 'accepted' | 'held' | 'lost'
}

/** The answer to a poll. */
export interface Polled {
  tasks: Task[]
  results?: Settled[]
}

/** At most so many tasks are asked for at once. */
export const MOST_TASKS = 100

/** States in the order of what was asked. By place; by id from a server that answers in another order. */
export function inOrder(asked: readonly Task[], answered: readonly Settled[]): (Settled['state'] | undefined)[] {
  if (asked.length === answered.length && asked.every(({ id }, place) => answered[place]?.id === id)) return answered.map(({ state }) => state)
  const states = new Map(answered.map(({ id, state }) => [id, state]))
  return asked.map(({ id }) => states.get(id))
}
