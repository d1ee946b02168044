// Work queues of a run: a backlog that its plan declares.
import { randomUUID } from 'node:crypto'
import type { AddedWorkItem, Asking, WorkItem, WorkItemStatus, WorkQueueView } from './model.js'
import { pages } from './pages.js'
import type { Transport } from './transport.js'

/** An item to add. */
export interface NewWorkItem<Payload = unknown> {
  /** What is to be worked on, as the queue's schema wants it. */
  payload: Payload
  /** The higher, the sooner; for queues that go by it. */
  priority?: number
}

/** Options of adding. */
export interface Adding extends Asking {
  /** Each item is added at most once per key. A fresh one if not given, so that a request which breaks off can be repeated. */
  key?: string
}

/** A handle of a queue of a run. Making one asks nothing of the server. */
export class WorkQueue<Payload = unknown> {
  readonly #transport: Transport
  readonly #path: string

  /** Made by {@link Run.queue}. */
  constructor(
    transport: Transport,
    run: string,
    /** Its name. */
    readonly name: string,
  ) {
    this.#transport = transport
    this.#path = `${run}/queues/${encodeURIComponent(name)}`
  }

  /** How it stands. */
  status({ signal }: Asking = {}): Promise<WorkQueueView> {
    return this.#transport.json('GET', this.#path, { safe: true, signal })
  }

  /**
   * Adds one item and gives its id.
   *
   * @throws {GatewrightError} `QUEUE_FULL`, `DUPLICATE_ITEM`, `INVALID_ITEM`, `QUEUE_CLOSED` or `RUN_ENDED`.
   */
  async add(payload: Payload, { priority, key = randomUUID(), signal }: Adding & { priority?: number } = {}): Promise<string> {
    const item = priority === undefined ? { payload } : { payload, priority }
    const [added] = await this.#add({ item }, key, signal)
    return added?.id ?? ''
  }

  /** Adds several items, a thousand at most; each is let in or refused by itself. */
  addAll(items: readonly NewWorkItem<Payload>[], { key = randomUUID(), signal }: Adding = {}): Promise<AddedWorkItem[]> {
    return this.#add({ items }, key, signal)
  }

  /** Its items, newest first. Large payloads are left out; {@link item} has them. */
  items({ status, signal }: Asking & { status?: WorkItemStatus } = {}): AsyncGenerator<WorkItem<Payload>> {
    return pages(this.#transport, `${this.#path}/items`, { status }, signal)
  }

  /** One item with its payload. */
  item(id: string, { signal }: Asking = {}): Promise<WorkItem<Payload>> {
    return this.#transport.json('GET', this.#item(id), { safe: true, signal })
  }

  /** Lets a failed item wait again, at its old place. */
  retry(id: string, { signal }: Asking = {}): Promise<WorkItem<Payload>> {
    return this.#transport.json('POST', `${this.#item(id)}/retry`, { signal })
  }

  /** Takes an item out that nobody works on. */
  async remove(id: string, { signal }: Asking = {}): Promise<void> {
    await this.#transport.json('DELETE', this.#item(id), { signal })
  }

  /** Lets nothing more in; what is in it is still taken. */
  close({ signal }: Asking = {}): Promise<WorkQueueView> {
    return this.#transport.json('POST', `${this.#path}/close`, { safe: true, signal })
  }

  async #add(body: object, key: string, signal: AbortSignal | undefined): Promise<AddedWorkItem[]> {
    const answer = await this.#transport.json<{ results: AddedWorkItem[] }>('POST', `${this.#path}/items`, {
      body,
      headers: { 'idempotency-key': key },
      safe: true,
      signal,
    })
    return answer.results
  }

  #item(id: string): string {
    return `${this.#path}/items/${encodeURIComponent(id)}`
  }
}
