// A worker: polls a queue, carries out activities, hands in their results.
//
// Everything is decided in one place, `#pump`, which runs after anything has happened and sends what can be sent:
// polls while there is room, each with the results that wait; and results by themselves where no poll leaves.
// What gathers while a request is under way goes with the next one, so that batches grow with the load and nothing waits for a timer.
import { EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import type { Activities } from './activities.js'
import { GatewrightError } from './errors.js'
import { completed, failed, Outbox, thrown, type Result, type TaskFailure } from './results.js'
import { inOrder, MOST_TASKS, type Polled, type Settled, type Task } from './tasks.js'
import { delayAfter } from './time.js'
import { maybeDone, waitAfter, type Transport } from './transport.js'
import { Working } from './working.js'

/** What a worker does and how much of it. */
export interface WorkerOptions<A extends Activities = Activities> {
  /** The queue it polls; `default` if not given. */
  queue?: string
  /** What it can do. */
  activities: A
  /** Tasks at once; 10 if not given. */
  concurrency?: number
  /** How long a task is its own without a sign of life, in milliseconds from 1,000; 30,000 if not given. */
  leaseMs?: number
  /** What it has, such as `gpu` or `region=eu`: it is given no task whose step asks for more. Nothing if not given. */
  labels?: string[]
  /** Its name, for people; host and process if not given. */
  name?: string
  /** Tasks of other activities in the queue: they are left to other workers (`leave`, if not given), or failed with `UNKNOWN_ACTIVITY`. */
  others?: 'leave' | 'fail'
  /** Requests for tasks at once; 2 if not given, so that the server has something to do while the worker works. */
  polls?: number
}

/** How a worker is stopped. */
export interface StopOptions {
  /** How long what is under way may take, in milliseconds, before it is told to stop; 10,000 if not given. */
  graceMs?: number
}

/** What a worker tells. */
export interface WorkerEvents {
  /** Something went wrong that is none of an activity's business, the server is away for instance. The worker goes on. */
  error: [error: Error]
  /** An activity began. */
  started: [told: { task: Task }]
  /** The server has a result. `certain` is false where a connection broke and the server now says that the task is nobody's: it most likely had taken the result then. */
  completed: [told: { task: Task; durationMs: number; certain: boolean }]
  /** The server knows that a task failed. */
  failed: [told: { task: Task; durationMs: number; certain: boolean } & TaskFailure]
  /** A task is no longer wanted, or somebody else has it; its result counts for nothing. */
  lost: [told: { task: Task }]
}

interface Poll {
  max: number
  results: Result[]
  stop: AbortController
}

interface Watch {
  holds: () => boolean
  done: () => void
}

/** How long the server may hold back an answer with no tasks. */
const WAIT_MS = 20_000
/** The same where results go along, for whoever waits to hear that they arrived. Under load tasks come sooner. */
const WAIT_WITH_RESULTS_MS = 200
/** What the answer may take beyond that. */
const SLACK_MS = 15_000
const GRACE_MS = 10_000
/** How long activities that were told to stop may take to do so. */
const ABORT_MS = 1_000
/** How long the last results may take to arrive. */
const FLUSH_MS = 5_000

export class Worker extends EventEmitter<WorkerEvents> {
  /** Its name, as the server shows it. */
  readonly name: string
  readonly #transport: Transport
  readonly #activities: Map<string, Activities[string]>
  readonly #concurrency: number
  readonly #leaseMs: number
  readonly #slots: number
  /** What every poll begins with. */
  readonly #pollHead: string

  #state: 'new' | 'running' | 'stopping' | 'ended' = 'new'
  readonly #working = new Set<Working>()
  /** Told to stop, and stopped: they have no result. */
  readonly #cut = new Set<Working>()
  readonly #polls = new Set<Poll>()
  readonly #outbox = new Outbox()
  /** The one request that carries results by themselves. */
  #handingIn: AbortController | null = null
  #pumpDue = false
  #failures = 0
  /** Set while the server is left alone after a failure. */
  #lull: NodeJS.Timeout | null = null
  #heart: NodeJS.Timeout | null = null
  #beating = false
  #beatDue: { who: Set<Working>; answer: Promise<void> } | null = null
  #watches: Watch[] = []
  #endGrace: () => void = () => {}
  #fatal: unknown = null
  readonly #over = new Completion()

  /** Made by {@link Gatewright.worker}. */
  constructor(transport: Transport, options: WorkerOptions) {
    super()
    const { queue = 'default', activities, concurrency = 10, leaseMs = 30_000, labels = [], polls = 2, others = 'leave' } = options
    if (!(concurrency >= 1)) throw new RangeError(`a worker has a concurrency of at least 1, not ${concurrency}`)
    if (!(leaseMs >= 1_000 && leaseMs <= 3_600_000)) throw new RangeError(`a lease has 1,000 to 3,600,000 milliseconds, not ${leaseMs}`)
    // The server refuses polls that name none; an older one gives them all.
    if (others === 'leave' && Object.keys(activities).length === 0) throw new RangeError("a worker that leaves others' tasks alone knows at least one activity")
    this.name = options.name ?? `${hostname()}/${process.pid}`
    this.#transport = transport
    this.#activities = new Map(Object.entries(activities))
    this.#concurrency = Math.floor(concurrency)
    this.#leaseMs = leaseMs
    this.#slots = Math.max(1, Math.min(polls, this.#concurrency))
    const names = others === 'leave' ? { activities: [...this.#activities.keys()] } : {}
    const has = labels.length > 0 ? { labels } : {}
    this.#pollHead = JSON.stringify({ queue, worker: this.name, lease_ms: leaseMs, ...names, ...has }).slice(0, -1)
  }

  /**
   * Works until it is stopped.
   *
   * @throws What makes going on pointless: the account may not, the server knows no task queues.
   */
  async run(): Promise<void> {
    if (this.#state !== 'new') throw new Error('a worker runs once; make another')
    this.#state = 'running'
    this.#heart = setInterval(() => this.#beatAll(), this.#leaseMs / 3)
    this.#pump()
    await this.#over.promise
    if (this.#fatal !== null) throw this.#fatal
  }

  /**
   * Polls no more, waits for what is under way, then tells it to stop, hands in what there is, and hands back what has no result: another
   * worker takes it up at once, and no try is used up. Called again, it can only make the time shorter.
   */
  async stop({ graceMs = GRACE_MS }: StopOptions = {}): Promise<void> {
    if (this.#state === 'new') {
      this.#end()
    } else if (this.#state === 'running') {
      this.#state = 'stopping'
      // Those that carry results are answered soon. The others can be given nothing any more.
      for (const poll of this.#polls) if (poll.results.length === 0) poll.stop.abort()
      void this.#windDown(graceMs)
    } else if (this.#state === 'stopping') {
      setTimeout(() => this.#endGrace(), graceMs).unref()
    }
    await this.#over.promise
  }

  // Sending.

  /** After everything else that is happening now, so that what ends together goes together. */
  #soon() {
    if (this.#pumpDue || this.#state === 'ended') return
    this.#pumpDue = true
    setImmediate(() => {
      this.#pumpDue = false
      this.#pump()
    })
  }

  #pump() {
    if (this.#state === 'ended') return
    if (!this.#lull) {
      while (this.#state === 'running' && this.#polls.size < this.#slots && this.#room() > 0) void this.#poll()
      if (!this.#handingIn && !this.#outbox.empty) void this.#handIn()
    }
    const met = this.#watches.filter(({ holds }) => holds())
    if (met.length === 0) return
    this.#watches = this.#watches.filter((watch) => !met.includes(watch))
    for (const { done } of met) done()
  }

  /** Tasks that could be taken beside those under way and asked for. */
  #room(): number {
    let room = this.#concurrency - this.#working.size
    for (const { max } of this.#polls) room -= max
    return room
  }

  async #poll() {
    const max = Math.min(MOST_TASKS, this.#room(), Math.ceil(this.#concurrency / this.#slots))
    const poll: Poll = { max, results: goodFirst(this.#outbox.take()), stop: new AbortController() }
    this.#polls.add(poll)
    const waitMs = poll.results.length > 0 ? WAIT_WITH_RESULTS_MS : WAIT_MS
    const text = `${this.#pollHead},"max":${max},"wait_ms":${waitMs}${written(poll.results)}}`
    try {
      const call = { text, tries: 1, timeoutMs: waitMs + SLACK_MS, signal: poll.stop.signal }
      const answer = await this.#transport.json<Polled>('POST', '/tasks/poll', call)
      this.#polls.delete(poll)
      this.#well()
      this.#settle(poll.results, answer.results ?? [])
      // What comes while the worker stops is nobody's work here.
      if (this.#state === 'running') for (const task of answer.tasks) this.#begin(task)
      else await this.#release(answer.tasks)
    } catch (error) {
      this.#polls.delete(poll)
      if (!poll.stop.signal.aborted) this.#trouble(error, poll.results)
    }
    this.#soon()
  }

  async #handIn() {
    const results = this.#outbox.takeAlike()
    const path = results[0]?.failure ? '/tasks/fail' : '/tasks/complete'
    const stop = (this.#handingIn = new AbortController())
    try {
      const text = `{"tasks":[${results.map(({ text }) => text).join(',')}]}`
      const answer = await this.#transport.json<{ results: Settled[] }>('POST', path, { text, tries: 1, signal: stop.signal })
      this.#handingIn = null
      this.#well()
      this.#settle(results, answer.results)
    } catch (error) {
      this.#handingIn = null
      if (!stop.signal.aborted) this.#trouble(error, results)
    }
    this.#soon()
  }

  #settle(results: readonly Result[], answers: readonly Settled[]) {
    const states = inOrder(results.map(({ task }) => task), answers)
    results.forEach(({ task, failure, durationMs, maybeKnown }, place) => {
      const certain = states[place] === 'accepted'
      if (!certain && !maybeKnown) this.#tell('lost', { task })
      else if (failure) this.#tell('failed', { task, durationMs, certain, ...failure })
      else this.#tell('completed', { task, durationMs, certain })
    })
  }

  // Trouble.

  #well() {
    this.#failures = 0
  }

  /** A request with these results brought no answer, or a refusal. */
  #trouble(error: unknown, results: readonly Result[]) {
    if (maybeDone(error)) for (const result of results) result.maybeKnown = true
    const refused = error instanceof GatewrightError && !error.temporary ? error : null
    if (!refused) {
      if (error instanceof GatewrightError && error.status === 500) this.#apart(results)
      else this.#outbox.putBack(results)
      this.#rest(error)
    } else if (refused.status === 401 || refused.status === 403 || refused.status === 404 || results.length === 0) {
      this.#outbox.putBack(results)
      this.#fatal ??= refused
      void this.stop({ graceMs: 0 })
    } else {
      this.#single(results, refused)
    }
  }

  /** The server stumbled, perhaps over one of these: each goes by itself, behind the others, so that it holds up none of them. */
  #apart(results: readonly Result[]) {
    for (const result of results) {
      result.alone = true
      this.#outbox.add(result)
    }
  }

  /** Leaves the server alone for a while. */
  #rest(error: unknown) {
    if (this.#lull) return
    this.#complain(error)
    this.#failures++
    this.#lull = setTimeout(
      () => {
        this.#lull = null
        this.#pump()
      },
      // A server that restarts asks everybody to wait for seconds; whoever holds tasks wants to be back sooner, and waits longer each time.
      Math.max(delayAfter(this.#failures), error instanceof GatewrightError && error.status === 429 ? waitAfter(error) : 0),
    )
  }

  /** The server does not take these results as they are: each goes by itself, and the one that is refused again becomes a failure. */
  #single(results: readonly Result[], refused: GatewrightError) {
    if (results.length > 1 || !results[0]?.alone) {
      for (const result of results) result.alone = true
      this.#outbox.putBack(results)
      return
    }
    const { task, failure, durationMs } = results[0]
    this.#complain(new GatewrightError(refused.code, refused.status, `the result of ${task.activity} for step ${task.step} of run ${task.run_id}: ${refused.detail}`, refused.errors))
    if (failure?.code === 'RESULT_REFUSED') return
    const again = failed(task, { code: 'RESULT_REFUSED', message: refused.detail, retryable: false }, durationMs)
    again.alone = true
    this.#outbox.putBack([again])
  }

  #complain(error: unknown) {
    const told = error instanceof Error ? error : new Error(String(error))
    if (this.listenerCount('error') > 0) this.#tell('error', told)
    else if (this.#failures === 0) process.emitWarning(`worker ${this.name}: ${told.message}`)
  }

  // Working.

  #begin(task: Task) {
    if (this.#state === 'ended') return
    const activity = this.#activities.get(task.activity)
    if (!activity) {
      const message = `the worker ${this.name} knows no activity ${task.activity}; it knows ${[...this.#activities.keys()].join(', ')}`
      this.#outbox.add(failed(task, { code: 'UNKNOWN_ACTIVITY', message, retryable: false }, 0))
      return
    }
    const working = new Working(task, (working) => this.#beatSoon(working))
    this.#working.add(working)
    this.#tell('started', { task })
    void this.#work(working, activity)
  }

  async #work(working: Working, activity: Activities[string]) {
    let result: Result | null
    try {
      const value = await activity(working.task.input, working)
      result = completed(working.task, value, working.files, performance.now() - working.begunAt)
    } catch (error) {
      // What was told to stop has not failed: another worker takes it up, and no try is used up.
      result = working.stopped ? null : failed(working.task, thrown(error), performance.now() - working.begunAt)
    }
    this.#working.delete(working)
    if (!result) this.#cut.add(working)
    if (result && !working.lost) this.#outbox.add(result)
    this.#soon()
  }

  // Signs of life.

  #beatAll() {
    if (this.#beating || this.#working.size === 0) return
    this.#beating = true
    this.#beat([...this.#working])
      .catch((error: unknown) => this.#complain(error))
      .finally(() => (this.#beating = false))
  }

  /** For an activity that asks: with all that ask now. */
  async #beatSoon(working: Working): Promise<boolean> {
    if (!this.#beatDue) {
      const who = new Set<Working>()
      const answer = new Promise<void>((done) => setImmediate(done)).then(() => {
        this.#beatDue = null
        return this.#beat([...who])
      })
      this.#beatDue = { who, answer }
    }
    this.#beatDue.who.add(working)
    await this.#beatDue.answer
    return !working.lost
  }

  async #beat(all: readonly Working[]) {
    const alive = all.filter((working) => !working.lost && this.#working.has(working))
    for (let from = 0; from < alive.length; from += MOST_TASKS) {
      const some = alive.slice(from, from + MOST_TASKS)
      const tasks = some.map(({ task: { id, token } }) => ({ id, token }))
      const body = { worker: this.name, lease_ms: this.#leaseMs, tasks }
      const call = { body, safe: true, tries: 2, timeoutMs: this.#leaseMs / 2 }
      const { results } = await this.#transport.json<{ results: Settled[] }>('POST', '/tasks/heartbeat', call)
      const states = inOrder(some.map(({ task }) => task), results)
      some.forEach((working, place) => {
        // One that has ended meanwhile is not lost: its result says what became of it.
        if (states[place] === 'lost' && this.#working.has(working)) this.#lose(working)
      })
    }
  }

  #lose(working: Working) {
    if (working.lost) return
    working.lost = true
    working.abort('the task is no longer wanted, or another worker has it')
    this.#tell('lost', { task: working.task })
  }

  // Stopping.

  async #windDown(graceMs: number) {
    const idle = () => this.#working.size === 0 && this.#polls.size === 0
    await this.#until(idle, graceMs, (end) => (this.#endGrace = end))
    this.#endGrace = () => {}
    for (const working of this.#working) working.abort('the worker stops')
    await this.#until(idle, ABORT_MS)
    if (this.#fatal === null) {
      await this.#until(() => this.#outbox.empty && !this.#handingIn && this.#polls.size === 0, FLUSH_MS)
      await this.#release([...this.#working, ...this.#cut].filter(({ lost }) => !lost).map(({ task }) => task))
    }
    this.#end()
  }

  /** Hands tasks back that have no result and get none from here. Where that fails, their leases run out. */
  async #release(tasks: readonly Task[]) {
    try {
      for (let from = 0; from < tasks.length; from += MOST_TASKS) {
        const body = { tasks: tasks.slice(from, from + MOST_TASKS).map(({ id, token }) => ({ id, token })) }
        await this.#transport.json('POST', '/tasks/release', { body, safe: true, tries: 2, timeoutMs: FLUSH_MS })
      }
    } catch (error) {
      this.#complain(error)
    }
  }

  /** Until something holds, at most so long. */
  #until(holds: () => boolean, mostMs: number, sooner: (end: () => void) => void = () => {}): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#watches = this.#watches.filter((other) => other !== watch)
        resolve()
      }
      const watch: Watch = { holds, done }
      const timer = setTimeout(done, mostMs)
      this.#watches.push(watch)
      sooner(done)
      this.#soon()
    })
  }

  #end() {
    this.#state = 'ended'
    if (this.#heart) clearInterval(this.#heart)
    if (this.#lull) clearTimeout(this.#lull)
    for (const { stop } of this.#polls) stop.abort()
    this.#handingIn?.abort()
    this.#over.resolve()
  }

  /** A listener that throws is its author's affair, and stops nothing here. */
  #tell<Name extends keyof WorkerEvents>(event: Name, ...told: WorkerEvents[Name]) {
    try {
      ;(this as EventEmitter).emit(event, ...told)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

/** The order in which a poll names results, and its answer what became of them. */
function goodFirst(results: Result[]): Result[] {
  return results.sort((one, other) => Number(one.failure !== null) - Number(other.failure !== null))
}

/** Results as they stand in a poll. */
function written(results: readonly Result[]): string {
  if (results.length === 0) return ''
  const of = (bad: boolean) => results.filter(({ failure }) => (failure !== null) === bad).map(({ text }) => text)
  const [good, bad] = [of(false), of(true)]
  return `${good.length > 0 ? `,"completed":[${good.join(',')}]` : ''}${bad.length > 0 ? `,"failed":[${bad.join(',')}]` : ''}`
}

/** A promise that is kept from outside. */
class Completion {
  resolve!: () => void
  readonly promise = new Promise<void>((done) => (this.resolve = done))
}
