// A run: to look at, to wait for, to talk to.
import { randomUUID } from 'node:crypto'
import { GatewrightError, RunFailed } from './errors.js'
import { follow, NO_STREAM } from './follow.js'
import type { Asking, RunEvent, RunView, StepView, WorkQueueView } from './model.js'
import { WorkQueue } from './queues.js'
import { delayAfter, onAbort, pause } from './time.js'
import type { Call, Transport } from './transport.js'

/** What a decision carries. */
export interface Deciding extends Asking {
  /** What the plan's form asks for. */
  form?: unknown
}

/** Options of signals and updates. */
export interface Sending extends Asking {
  /** Its identity, unique in the run: the same one again counts once. A fresh one if not given. */
  id?: string
}

const ENDED = new Set(['completed', 'failed', 'cancelled', 'continued'])
const FIRST_POLL_MS = 250
const LONGEST_POLL_MS = 5_000
const PAGE_OF_SUCCESSORS = 200

/** A handle of a run. Making one asks nothing of the server. */
export class Run<Output = unknown> {
  readonly #transport: Transport
  readonly #path: string

  /** Made by {@link Gatewright.start} and {@link Gatewright.run}. */
  constructor(
    transport: Transport,
    /** Its identity. */
    readonly id: string,
  ) {
    this.#transport = transport
    this.#path = `/flow-runs/${encodeURIComponent(id)}`
  }

  /** The run as it is now. */
  status({ signal }: Asking = {}): Promise<RunView> {
    return this.#get('', signal)
  }

  /** The attempts of its steps. */
  async steps({ signal }: Asking = {}): Promise<StepView[]> {
    return (await this.#get<{ items: StepView[] }>('/steps', signal)).items
  }

  /**
   * Waits until the run has ended and gives its output. A run that went on in another one ends with that one.
   *
   * Follows the run's events; where they cannot be had (a proxy that holds them back), asks again and again.
   *
   * @throws {RunFailed} The run failed or was cancelled.
   */
  async result({ timeoutMs, signal }: Asking & { timeoutMs?: number } = {}): Promise<Output> {
    const stop = new AbortController()
    const release = onAbort(signal, (reason) => stop.abort(reason))
    const late = () => stop.abort(new GatewrightError('NO_ANSWER', 0, `run ${this.id} has not ended after ${timeoutMs} ms; it goes on`))
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs)
    try {
      return await this.#ended(stop.signal)
    } finally {
      clearTimeout(timer)
      release()
    }
  }

  /** What happens in the run, from its beginning (or behind `after`) to its end; survives connections that break. */
  events({ after = 0, signal }: Asking & { after?: number } = {}): AsyncGenerator<RunEvent> {
    return follow(this.#transport, this.id, { after, signal })
  }

  /** Sends a signal that the plan declares. Resolves when it is durable. */
  signal(name: string, payload: unknown = null, { id = randomUUID(), signal }: Sending = {}): Promise<RunView> {
    return this.#post(`/signals/${encodeURIComponent(name)}`, { id, payload }, { safe: true, signal })
  }

  /** Changes the run's state as its plan allows, and gives what the plan answers. */
  async update<Answer = unknown>(name: string, payload: unknown = null, { id = randomUUID(), signal }: Sending = {}): Promise<Answer> {
    const path = `/updates/${encodeURIComponent(name)}`
    return (await this.#post<{ answer: Answer }>(path, { id, payload }, { safe: true, signal })).answer
  }

  /** Asks the run a question that its plan knows. */
  async query<Value = unknown>(name: string, { signal }: Asking = {}): Promise<Value> {
    return (await this.#get<{ value: Value }>(`/queries/${encodeURIComponent(name)}`, signal)).value
  }

  /** The work queues of the run, and how they stand. */
  async queues({ signal }: Asking = {}): Promise<WorkQueueView[]> {
    return (await this.#get<{ items: WorkQueueView[] }>('/queues', signal)).items
  }

  /** A work queue of the run, to fill and to look at. */
  queue<Payload = unknown>(name: string): WorkQueue<Payload> {
    return new WorkQueue<Payload>(this.#transport, this.#path, name)
  }

  /** Ends the run for good; what its steps did is taken back first where the plan says how, unless `hard`. */
  cancel(reason?: string, { hard = false, signal }: Asking & { hard?: boolean } = {}): Promise<RunView> {
    return this.#post('/cancel', { reason, hard }, { signal })
  }

  /** Holds the run: what is under way finishes, nothing new begins. */
  pause(reason: string, { signal }: Asking = {}): Promise<RunView> {
    return this.#post('/pause', { reason }, { signal })
  }

  /** Lets the run go on. */
  resume({ signal }: Asking = {}): Promise<RunView> {
    return this.#post('/resume', undefined, { signal })
  }

  /** Lets a step count that waits for approval, or whose checks failed. */
  approve(step: string, reason: string, { form, signal }: Deciding = {}): Promise<RunView> {
    return this.#decide(step, 'approve', { reason, form }, signal)
  }

  /** Lets an attempt that waits for a decision not count. */
  reject(step: string, reason: string, { form, signal }: Deciding = {}): Promise<RunView> {
    return this.#decide(step, 'reject', { reason, form }, signal)
  }

  /** Passes a step over. */
  skip(step: string, reason: string, { signal }: Asking = {}): Promise<RunView> {
    return this.#decide(step, 'skip', { reason }, signal)
  }

  /** A new attempt of a step, and of every step that consumed its output; `arguments` are merged over its own. */
  rerun(step: string, { reason, arguments: overrides, signal }: Asking & { reason?: string; arguments?: object } = {}): Promise<RunView> {
    return this.#decide(step, 'rerun', { reason, arguments: overrides }, signal)
  }

  async #ended(signal: AbortSignal): Promise<Output> {
    const run = await this.#last(signal)
    switch (run.status) {
      case 'completed':
        return run.output as Output
      case 'continued':
        return new Run<Output>(this.#transport, await this.#successor(run, signal)).#ended(signal)
      default: {
        const { code, message, step } = run.failure ?? { code: run.status.toUpperCase(), message: null }
        const told = message ?? (run.status === 'cancelled' ? `run ${run.id} was cancelled` : `run ${run.id} failed`)
        throw new RunFailed(run.id, run.status === 'cancelled' ? 'cancelled' : 'failed', code, told, step ?? null)
      }
    }
  }

  /** The run as it is when it has ended. */
  async #last(signal: AbortSignal): Promise<RunView> {
    let streams = true
    for (let wait = FIRST_POLL_MS; ; ) {
      const run = await this.#patiently(signal)
      if (ENDED.has(run.status)) return run
      if (streams) {
        streams = await this.#streamed(signal)
      } else {
        await pause(wait, signal)
        wait = Math.min(wait * 2, LONGEST_POLL_MS)
      }
    }
  }

  /** The run as it is now, or as soon as the server is back: a run outlives restarts, so whoever waits for it does, too. */
  async #patiently(signal: AbortSignal): Promise<RunView> {
    for (let failures = 1; ; failures++) {
      try {
        return await this.status({ signal })
      } catch (error) {
        if (signal.aborted || !(error instanceof GatewrightError) || !error.temporary) throw error
        await pause(delayAfter(failures), signal)
      }
    }
  }

  /** Until the run has ended; `false` where its events cannot be had. */
  async #streamed(signal: AbortSignal): Promise<boolean> {
    try {
      for await (const event of follow(this.#transport, this.id, { signal })) void event
      return true
    } catch (error) {
      if (!signal.aborted && error instanceof GatewrightError && error.code === NO_STREAM) return false
      throw error
    }
  }

  /** The run that this one went on in: it was made when this one ended, so it stands near the top of the list. */
  async #successor(run: RunView, signal: AbortSignal): Promise<string> {
    for (let cursor: string | undefined; ; ) {
      const query = { name: run.name, limit: PAGE_OF_SUCCESSORS, cursor }
      const page = await this.#transport.json<{ items: RunView[]; next_cursor: string | null }>('GET', '/flow-runs', { query, safe: true, signal })
      const found = page.items.find((other) => other.continued_from === run.id)
      if (found) return found.id
      if (page.next_cursor === null) throw new GatewrightError('UNKNOWN_RUN', 0, `the run that ${run.id} went on in is not among one's own`)
      cursor = page.next_cursor
    }
  }

  #get<T>(path: string, signal: AbortSignal | undefined): Promise<T> {
    return this.#transport.json('GET', this.#path + path, { safe: true, signal })
  }

  #post<T>(path: string, body: unknown, call: Call): Promise<T> {
    return this.#transport.json('POST', this.#path + path, { ...call, body })
  }

  #decide(step: string, what: string, body: object, signal: AbortSignal | undefined): Promise<RunView> {
    return this.#post(`/steps/${encodeURIComponent(step)}/${what}`, body, { signal })
  }
}
