// A run: to look at, to wait for, to talk to.
import { randomUUID } from 'node:crypto'
import { GatewrightError, RunFailed } from './errors.js'
import { follow, NO_STREAM } from './follow.js'
import type { Asking, Redriven, RunEvent, RunView, StepView } from './model.js'
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

/** Where a run forks. */
export interface Forking extends Asking {
  /** Steps to do anew. */
  from?: string[]
  /** Another input, which the steps done anew see. */
  input?: unknown
  /** At most one fork of the run is made for each key. A fresh one if not given. */
  key?: string
}

const ENDED = new Set(['completed', 'failed', 'cancelled', 'continued'])
const FIRST_POLL_MS = 250
const LONGEST_POLL_MS = 5_000

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

  /**
   * Starts a run that begins with what this one has done, but for the steps named, those that are not done, and all that consumed their
   * outputs. With no steps named it takes up a run that failed or was cancelled where it stopped. One key makes one fork.
   */
  async fork<Other = Output>({ from = [], input, key = randomUUID(), signal }: Forking = {}): Promise<Run<Other>> {
    const run = await this.#post<RunView>('/fork', { from, input }, { headers: { 'idempotency-key': key }, safe: true, signal })
    return new Run<Other>(this.#transport, run.id)
  }

  /** Runs that its steps started, oldest first, at most a thousand. */
  async children({ signal }: Asking = {}): Promise<RunView[]> {
    return (await this.#get<{ items: RunView[] }>('/children', signal)).items
  }

  /** The plan that it keeps to. */
  plan({ signal }: Asking = {}): Promise<unknown> {
    return this.#get('/plan', signal)
  }

  /** The bytes of a file that a step made, by the SHA-256 that the step names. */
  file(sha256: string, { signal }: Asking = {}): Promise<Uint8Array> {
    return this.#transport.bytes(`${this.#path}/files/${encodeURIComponent(sha256)}`, { safe: true, signal })
  }

  /** The run as a file that needs nothing beside it: gzip of lines of JSON with its plan, journal, steps and files. */
  export({ signal }: Asking = {}): Promise<Uint8Array> {
    return this.#transport.bytes(`${this.#path}/export`, { safe: true, signal })
  }

  /** Takes the run up again, where it failed for good: the run that goes on, which is this one where it held. */
  async redrive({ signal }: Asking = {}): Promise<Run<Output>> {
    const body = { runs: [this.id] }
    const { results } = await this.#transport.json<{ results: Redriven[] }>('POST', '/dead-letters/redrive', { body, signal })
    const [done] = results
    if (!done || done.state === 'refused' || done.run_id === null) {
      throw new GatewrightError(done?.code ?? 'NO_ANSWER', 0, done?.message ?? `run ${this.id} was not taken up`)
    }
    return new Run<Output>(this.#transport, done.run_id)
  }

  async #ended(signal: AbortSignal): Promise<Output> {
    const run = await this.#last(signal)
    switch (run.status) {
      case 'completed':
        return run.output as Output
      case 'continued':
        if (run.continued_in === null) throw new GatewrightError('UNKNOWN_RUN', 0, `the run in which ${run.id} went on is not there any more`)
        return new Run<Output>(this.#transport, run.continued_in).#ended(signal)
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
