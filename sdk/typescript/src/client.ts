// The client: everything else hangs on it.
import { randomUUID } from 'node:crypto'
import type { Activities } from './activities.js'
import { Archive } from './archive.js'
import { DeadLetters } from './dead-letters.js'
import { Flows, planText } from './flows.js'
import type { Asking, Attributes, Listing, Plan, RunStatus, RunView, Scope, TaskQueue, WorkerView } from './model.js'
import { pages } from './pages.js'
import { Run } from './run.js'
import { Schedules } from './schedules.js'
import type { Credentials } from './session.js'
import { Transport, type TransportOptions } from './transport.js'
import { Worker, type WorkerOptions } from './worker.js'

/** Where the server is and who one is. */
export type ConnectOptions = { url: string } & Credentials & TransportOptions

/** How a run is started. */
export interface StartOptions extends Asking {
  /** A version of the flow; the newest if not given. */
  version?: number
  /** What the run is to be found by. */
  attributes?: Attributes
  /** At most one run is started for each key of an account, however often one asks. A fresh one if not given. */
  key?: string
}

/** Which runs. */
export interface RunFilter extends Asking {
  status?: RunStatus
  /** Name of the plan. */
  name?: string
  /** With all of these. */
  attributes?: Attributes
  /** `all` is for admins. */
  scope?: Scope
}

const ROWS = 100

/** Connects to a server and signs in. Tokens are renewed by themselves. */
export async function connect({ url, timeoutMs, ...credentials }: ConnectOptions): Promise<Gatewright> {
  const transport = new Transport(url, credentials, { timeoutMs })
  await transport.open()
  return new Gatewright(transport)
}

/** A client of one server, for one account. Made by {@link connect}. */
export class Gatewright {
  readonly #transport: Transport
  /** Plans kept by name. */
  readonly flows: Flows
  /** When runs start by themselves. */
  readonly schedules: Schedules
  /** Runs after their end. */
  readonly archive: Archive
  /** What failed for good. */
  readonly deadLetters: DeadLetters

  constructor(transport: Transport) {
    this.#transport = transport
    this.flows = new Flows(transport)
    this.schedules = new Schedules(transport)
    this.archive = new Archive(transport)
    this.deadLetters = new DeadLetters(transport)
  }

  /** Starts a run of a flow, by its name, or of a plan given as it is (an object, or the text of its file). */
  async start<Output = unknown>(
    flowOrPlan: Plan,
    input?: unknown,
    { version, attributes = {}, key = randomUUID(), signal }: StartOptions = {},
  ): Promise<Run<Output>> {
    const what = isName(flowOrPlan) ? { flow: flowOrPlan, version } : { plan: planText(flowOrPlan), version }
    const headers = { 'idempotency-key': key }
    const run = await this.#transport.json<RunView>('POST', '/flow-runs', { body: { ...what, input, attributes }, headers, safe: true, signal })
    return new Run(this.#transport, run.id)
  }

  /** A handle of a run. */
  run<Output = unknown>(id: string): Run<Output> {
    return new Run(this.#transport, id)
  }

  /** Runs, newest first. */
  runs({ attributes, signal, ...which }: RunFilter = {}): AsyncGenerator<RunView> {
    const query = { ...which, attributes: attributes && JSON.stringify(attributes), limit: ROWS }
    return pages(this.#transport, '/flow-runs', query, signal)
  }

  /** Who has polled for tasks in the last day, the latest first. */
  async workers({ scope, signal }: Listing = {}): Promise<WorkerView[]> {
    return (await this.#transport.json<{ items: WorkerView[] }>('GET', '/workers', { query: { scope }, safe: true, signal })).items
  }

  /** Queues in which tasks are. */
  async queues({ scope, signal }: Listing = {}): Promise<TaskQueue[]> {
    return (await this.#transport.json<{ items: TaskQueue[] }>('GET', '/task-queues', { query: { scope }, safe: true, signal })).items
  }

  /** A worker that carries out tasks of a queue. It begins with its `run`. */
  worker<A extends Activities>(options: WorkerOptions<A>): Worker {
    return new Worker(this.#transport, options)
  }
}

/** A name has neither line breaks nor braces nor colons; a plan's text has at least one of them. */
function isName(flowOrPlan: Plan): boolean {
  return typeof flowOrPlan === 'string' && !/[\n{:]/.test(flowOrPlan)
}
