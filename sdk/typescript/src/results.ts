// Results of tasks: written as JSON once, and kept until the server has them.
import { ActivityError } from './errors.js'
import type { Task } from './tasks.js'

/** A file of a result, as it is sent. */
export type ResultFile = { path: string; media_type: string } & ({ text: string } | { base64: string })

/** How a task failed. */
export interface TaskFailure {
  code: string
  message: string
  retryable: boolean
}

/** A result on its way to the server. */
export interface Result {
  readonly task: Task
  /** Where it failed, how. */
  readonly failure: TaskFailure | null
  /** As it stands in a request. */
  readonly text: string
  /** Length of that. */
  readonly bytes: number
  /** How long the activity took. */
  readonly durationMs: number
  /** A request with it broke off, so the server may have it already. */
  maybeKnown: boolean
  /** A request with it and others was refused: it goes by itself, so that it is seen which one is at fault. */
  alone: boolean
}

/** The server keeps values up to this size; what is larger is a file. */
const MOST_VALUE_BYTES = 16 * 1024
/** A request has at most 1 MiB, and room for more than one result. */
const MOST_RESULT_BYTES = 900 * 1024
const MOST_BATCH_BYTES = 512 * 1024
const MOST_BATCH = 100
const MOST_MESSAGE = 2000

/** What an activity gave. Becomes a failure where it cannot be sent. */
export function completed(task: Task, value: unknown, files: readonly ResultFile[], durationMs: number): Result {
  let json: string
  try {
    json = JSON.stringify(value) ?? 'null'
  } catch (error) {
    const message = `what the activity ${task.activity} gave cannot be written as JSON: ${said(error)}`
    return failed(task, { code: 'RESULT_NOT_JSON', message, retryable: false }, durationMs)
  }
  if (bytesOver(json, MOST_VALUE_BYTES)) return tooLarge(task, `a value of more than ${MOST_VALUE_BYTES} bytes; add what is large with context.file`, durationMs)
  const more = files.length > 0 ? `,"files":${JSON.stringify(files)}` : ''
  if (bytesOver(more, MOST_RESULT_BYTES)) return tooLarge(task, `files of more than ${MOST_RESULT_BYTES} bytes as they are sent`, durationMs)
  return result(task, null, `{${names(task)},"value":${json}${more}}`, durationMs)
}

/** How an activity failed. */
export function failed(task: Task, failure: TaskFailure, durationMs: number): Result {
  const told = { ...failure, message: failure.message.slice(0, MOST_MESSAGE) }
  return result(task, told, `{${names(task)},${JSON.stringify(told).slice(1)}`, durationMs)
}

/** What an activity threw, as a failure. */
export function thrown(error: unknown): TaskFailure {
  if (error instanceof ActivityError) return { code: error.code, message: error.message || error.code, retryable: error.retryable }
  return { code: 'ACTIVITY_ERROR', message: said(error), retryable: true }
}

function said(error: unknown): string {
  return (error instanceof Error && error.message) || String(error) || 'something was thrown that says nothing'
}

function tooLarge(task: Task, what: string, durationMs: number): Result {
  return failed(task, { code: 'RESULT_TOO_LARGE', message: `the activity ${task.activity} gave ${what}`, retryable: false }, durationMs)
}

function result(task: Task, failure: TaskFailure | null, text: string, durationMs: number): Result {
  return { task, failure, text, bytes: Buffer.byteLength(text), durationMs, maybeKnown: false, alone: false }
}

function names({ id, token }: Task): string {
  return `"id":${JSON.stringify(id)},"token":${JSON.stringify(token)}`
}

function bytesOver(text: string, most: number): boolean {
  // No character has more than three bytes for each of its places in a string.
  return text.length * 3 > most && Buffer.byteLength(text) > most
}

/** Results that wait to be sent, the oldest first. */
export class Outbox {
  #waiting: Result[] = []

  get empty(): boolean {
    return this.#waiting.length === 0
  }

  add(result: Result) {
    this.#waiting.push(result)
  }

  /** Results that go back after a request that brought no answer. */
  putBack(results: readonly Result[]) {
    this.#waiting = [...results, ...this.#waiting]
  }

  /** What goes with a poll. */
  take(): Result[] {
    return this.#take((result) => !result.alone)
  }

  /** What goes in a request of its own: all completed, or all failed, or one that goes alone. */
  takeAlike(): Result[] {
    const first = this.#waiting[0]
    if (!first) return []
    if (first.alone) return this.#waiting.splice(0, 1)
    return this.#take((result) => !result.alone && (result.failure === null) === (first.failure === null))
  }

  #take(fits: (result: Result) => boolean): Result[] {
    const taken: Result[] = []
    const left: Result[] = []
    let bytes = 0
    for (const result of this.#waiting) {
      const room = taken.length === 0 || (taken.length < MOST_BATCH && bytes + result.bytes <= MOST_BATCH_BYTES)
      if (!room || !fits(result)) {
        left.push(result)
        continue
      }
      taken.push(result)
      bytes += result.bytes
    }
    this.#waiting = left
    return taken
  }
}
