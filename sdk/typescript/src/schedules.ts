// Schedules: when runs of a flow start by themselves.
import type { Asking, Backfilled, Firing, Listing, NewSchedule, Schedule, ScheduleDefinition } from './model.js'
import { pages } from './pages.js'
import type { Transport } from './transport.js'

/** What is to change; what is absent stays. */
export interface ScheduleChange {
  definition?: ScheduleDefinition
  version?: number | null
  input?: unknown
  attributes?: Record<string, string | number | boolean>
}

export class Schedules {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** One's own schedules, by name. */
  async list({ scope, signal }: Listing = {}): Promise<Schedule[]> {
    return (await this.#transport.json<{ items: Schedule[] }>('GET', '/schedules', { query: { scope }, safe: true, signal })).items
  }

  /** When a rule would fire, `count` moments from `after` (now if not given) on. Keeps nothing. */
  async preview(definition: ScheduleDefinition, { count, after, signal }: Asking & { count?: number; after?: string } = {}): Promise<string[]> {
    const body = { definition, count, after }
    return (await this.#transport.json<{ next: string[] }>('POST', '/schedules/preview', { body, safe: true, signal })).next
  }

  /** Makes a schedule. It fires at every moment of its rule from now on. */
  create(schedule: NewSchedule, { signal }: Asking = {}): Promise<Schedule> {
    return this.#transport.json('POST', '/schedules', { body: schedule, signal })
  }

  /** One schedule, with its next moments. */
  get(id: string, { signal }: Asking = {}): Promise<Schedule> {
    return this.#transport.json('GET', path(id), { safe: true, signal })
  }

  /** Changes a schedule. */
  change(id: string, change: ScheduleChange, { signal }: Asking = {}): Promise<Schedule> {
    return this.#change(id, change, signal)
  }

  /** Lets it pass over its moments. */
  pause(id: string, { signal }: Asking = {}): Promise<Schedule> {
    return this.#change(id, { paused: true }, signal)
  }

  /** Lets it fire again; the moments of the pause are not made up for. */
  resume(id: string, { signal }: Asking = {}): Promise<Schedule> {
    return this.#change(id, { paused: false }, signal)
  }

  /** Fires it now, also while it is paused. */
  trigger(id: string, { signal }: Asking = {}): Promise<Schedule> {
    return this.#transport.json('POST', `${path(id)}/trigger`, { signal })
  }

  /** Fires it for each moment that its rule names in a past range, each once; what has become of them. Times as ISO 8601 has them. */
  backfill(id: string, from: string, until: string, { signal }: Asking = {}): Promise<Backfilled> {
    return this.#transport.json('POST', `${path(id)}/backfill`, { body: { from, until }, safe: true, signal })
  }

  /** Removes it. Its runs stay and go on. */
  async remove(id: string, { signal }: Asking = {}): Promise<void> {
    await this.#transport.json('DELETE', path(id), { signal })
  }

  /** What became of its moments, newest first. */
  firings(id: string, { signal }: Asking = {}): AsyncGenerator<Firing> {
    return pages(this.#transport, `${path(id)}/firings`, {}, signal)
  }

  #change(id: string, body: object, signal: AbortSignal | undefined): Promise<Schedule> {
    return this.#transport.json('PATCH', path(id), { body, safe: true, signal })
  }
}

function path(id: string): string {
  return `/schedules/${encodeURIComponent(id)}`
}
