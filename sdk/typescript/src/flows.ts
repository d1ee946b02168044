// Flows: plans kept by name.
import type { AppliedFlow, Asking, Flow, FlowDetail, Listing, Plan } from './model.js'
import type { Transport } from './transport.js'

export class Flows {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Keeps a plan as the newest version of the flow it names. The same plan again makes no version. */
  apply(plan: Plan, { signal }: Asking = {}): Promise<AppliedFlow> {
    return this.#transport.json('POST', '/flows', { body: { plan: planText(plan) }, safe: true, signal })
  }

  /** One's own flows, by name. */
  async list({ scope, signal }: Listing = {}): Promise<Flow[]> {
    return (await this.#transport.json<{ items: Flow[] }>('GET', '/flows', { query: { scope }, safe: true, signal })).items
  }

  /** A flow with its versions. */
  get(name: string, { signal }: Asking = {}): Promise<FlowDetail> {
    return this.#transport.json('GET', path(name), { safe: true, signal })
  }

  /** The file of a version, as it was given. */
  async source(name: string, version: number, { signal }: Asking = {}): Promise<string> {
    return (await this.#transport.json<{ plan: string }>('GET', `${path(name)}/versions/${version}`, { safe: true, signal })).plan
  }

  /** Removes a flow with its versions. Its runs stay and go on. */
  async remove(name: string, { signal }: Asking = {}): Promise<void> {
    await this.#transport.json('DELETE', path(name), { signal })
  }
}

function path(name: string): string {
  return `/flows/${encodeURIComponent(name)}`
}

/** A plan as the text that is sent: JSON is YAML, too. */
export function planText(plan: Plan): string {
  return typeof plan === 'string' ? plan : JSON.stringify(plan)
}
