// Flows: plans kept by name.
import type { AppliedFlow, Asking, Flow, FlowDetail, Plan } from './model.js'
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
  async list({ signal }: Asking = {}): Promise<Flow[]> {
    return (await this.#transport.json<{ items: Flow[] }>('GET', '/flows', { safe: true, signal })).items
  }

  /** A flow with its versions. */
  get(name: string, { signal }: Asking = {}): Promise<FlowDetail> {
    return this.#transport.json('GET', `/flows/${encodeURIComponent(name)}`, { safe: true, signal })
  }
}

/** A plan as the text that is sent: JSON is YAML, too. */
export function planText(plan: Plan): string {
  return typeof plan === 'string' ? plan : JSON.stringify(plan)
}
