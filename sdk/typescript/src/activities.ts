// Activities: what a worker can do, by name.

/** What an activity knows about the task it works on, and what it can do beside giving a value. */
export interface ActivityContext {
  readonly runId: string
  /** The step's id in the plan. */
  readonly step: string
  /** Attempt of the step, from 1. */
  readonly attempt: number
  /** Which item of a fan-out; `null` where there is none. */
  readonly item: number | null
  /** From 1; more where an earlier worker was lost, which may have done part of the work. */
  readonly delivery: number
  /** The same for every delivery of the same work: pass it on to whoever must not do it twice. */
  readonly idempotencyKey: string
  /** Aborted when the task is no longer wanted (its run was cancelled, its time is up, another worker has it), and when the worker stops hard. */
  readonly signal: AbortSignal
  /**
   * Asks now whether the task is still wanted, and holds it for another lease. The worker does so by itself, many tasks at once;
   * an activity needs it only before something that cannot be taken back.
   */
  heartbeat(): Promise<boolean>
  /** Adds a file to what the step gives. A text is stored as UTF-8. */
  file(path: string, data: string | Uint8Array, mediaType?: string): void
}

/** What carries out tasks: gives a value that can be written as JSON (at most 16 KiB; larger things are files), or throws. */
export type Activity<Input = any, Output = unknown> = (input: Input, context: ActivityContext) => Output | Promise<Output>

/** Activities by name. */
export type Activities = Record<string, Activity>

/** What an activity takes. */
export type InputOf<A extends Activities, Name extends keyof A> = A[Name] extends (input: infer Input, ...more: never[]) => unknown ? Input : never

/** What an activity gives. */
export type OutputOf<A extends Activities, Name extends keyof A> = Awaited<ReturnType<A[Name]>>

/** Activities, with the types of their inputs and outputs kept. */
export function defineActivities<const A extends Activities>(activities: A): A {
  return activities
}
