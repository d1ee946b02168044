// Runs after their end: the archive, and how long runs are kept.
import type { ArchivedRun, Asking, Attributes, Listing, PutAway, Retention, RetentionRule, RunStatus, RunView } from './model.js'
import { pages } from './pages.js'
import type { Transport } from './transport.js'

/** Which runs of the archive. */
export interface ArchivedFilter extends Listing {
  status?: RunStatus
  /** Name of the plan. */
  name?: string
  /** With all of these. */
  attributes?: Attributes
}

/** Which runs are to go into the archive: named ones, or one's own that ended before a time (ISO 8601), of one flow where `name` is given. */
export type ToArchive = string[] | { endedBefore: string; name?: string }

const ROWS = 100

export class Archive {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Runs that lie in the archive, newest first. */
  list({ attributes, signal, ...which }: ArchivedFilter = {}): AsyncGenerator<ArchivedRun> {
    const query = { ...which, attributes: attributes && JSON.stringify(attributes), limit: ROWS }
    return pages(this.#transport, '/archived-runs', query, signal)
  }

  /** Puts runs that have ended into the archive, whatever their retention is. At most 1,000 at once: `more` says whether to ask again. */
  add(runs: ToArchive, { signal }: Asking = {}): Promise<PutAway> {
    const body = Array.isArray(runs) ? { runs } : { ended_before: runs.endedBefore, name: runs.name }
    return this.#transport.json('POST', '/archived-runs', { body, signal })
  }

  /** Brings a run back, to be read as before. */
  restore(id: string, { signal }: Asking = {}): Promise<RunView> {
    return this.#transport.json('POST', `/archived-runs/${encodeURIComponent(id)}/restore`, { safe: true, signal })
  }

  /** A run of the archive as a file that needs nothing beside it: gzip of lines of JSON. */
  export(id: string, { signal }: Asking = {}): Promise<Uint8Array> {
    return this.#transport.bytes(`/archived-runs/${encodeURIComponent(id)}/export`, { safe: true, signal })
  }

  /** How long one's own runs are kept. */
  retention({ signal }: Asking = {}): Promise<Retention> {
    return this.#transport.json('GET', '/retention', { safe: true, signal })
  }

  /** Says how long one's own runs are kept, in place of what was said before. */
  keep(said: { all?: RetentionRule | null; flows?: Record<string, RetentionRule> }, { signal }: Asking = {}): Promise<Retention> {
    return this.#transport.json('PUT', '/retention', { body: said, safe: true, signal })
  }
}
