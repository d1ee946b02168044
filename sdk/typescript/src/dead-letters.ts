// What failed for good, and taking it up again.
import type { Asking, DeadLetter, DeadLetterCount, Listing, Redriven } from './model.js'
import { pages } from './pages.js'
import type { Transport } from './transport.js'

/** Which of them. */
export interface DeadLetterFilter {
  kind?: 'flow' | 'template'
  /** The flow or template. */
  name?: string
  /** How it failed. */
  code?: string
}

/** Which are to be taken up again: named ones, one's own that fit, or all of one's own. */
export type ToRedrive = string[] | (DeadLetterFilter & { limit?: number }) | 'all'

const ROWS = 100

export class DeadLetters {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Failed runs that nothing took up, and runs that hold because something failed; newest first. */
  list({ signal, ...which }: DeadLetterFilter & Listing = {}): AsyncGenerator<DeadLetter> {
    return pages(this.#transport, '/dead-letters', { ...which, limit: ROWS }, signal)
  }

  /** How many there are, by flow and code, the most frequent first. */
  async counts({ scope, signal }: Listing = {}): Promise<DeadLetterCount[]> {
    return (await this.#transport.json<{ items: DeadLetterCount[] }>('GET', '/dead-letters/counts', { query: { scope }, safe: true, signal })).items
  }

  /** Takes runs up again: a failed one is forked where it stopped, once however often one asks; one that holds goes on. Run by run. */
  async redrive(which: ToRedrive, { signal }: Asking = {}): Promise<{ results: Redriven[]; more: boolean }> {
    const body = which === 'all' ? { all: true } : Array.isArray(which) ? { runs: which } : which
    return this.#transport.json('POST', '/dead-letters/redrive', { body, signal })
  }
}
