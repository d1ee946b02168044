// One task under way: what its activity sees, and what becomes of it.
import type { ActivityContext } from './activities.js'
import type { ResultFile } from './results.js'
import type { Task } from './tasks.js'

export class Working implements ActivityContext {
  readonly task: Task
  readonly begunAt = performance.now()
  readonly files: ResultFile[] = []
  /** Nobody wants its result. */
  lost = false
  /** Made when somebody asks for it: most activities are over before. */
  #stop: AbortController | null = null
  #reason: Error | null = null
  readonly #beat: (working: Working) => Promise<boolean>

  constructor(task: Task, beat: (working: Working) => Promise<boolean>) {
    this.task = task
    this.#beat = beat
  }

  get runId(): string {
    return this.task.run_id
  }
  get step(): string {
    return this.task.step
  }
  get attempt(): number {
    return this.task.attempt
  }
  get item(): number | null {
    return this.task.item
  }
  get delivery(): number {
    return this.task.delivery
  }
  get idempotencyKey(): string {
    return this.task.idempotency_key
  }

  get signal(): AbortSignal {
    if (!this.#stop) {
      this.#stop = new AbortController()
      if (this.#reason) this.#stop.abort(this.#reason)
    }
    return this.#stop.signal
  }

  /** Whether the activity was told to stop. */
  get stopped(): boolean {
    return this.#reason !== null
  }

  heartbeat = (): Promise<boolean> => this.#beat(this)

  file = (path: string, data: string | Uint8Array, mediaType?: string): void => {
    if (typeof data === 'string') this.files.push({ path, media_type: mediaType ?? 'text/plain', text: data })
    else this.files.push({ path, media_type: mediaType ?? 'application/octet-stream', base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') })
  }

  /** Tells the activity to stop. */
  abort(why: string) {
    if (this.#reason) return
    this.#reason = new Error(why)
    this.#reason.name = 'AbortError'
    this.#stop?.abort(this.#reason)
  }
}
