// js-yaml is only fetched by whoever starts a run.
import { CORE_SCHEMA, load } from 'js-yaml'
import type { Json } from '@/api/types'

/** The schema of a plan's input, read from the plan's own text: the server keeps the text of a version, not what it says. */
export function planInput(plan: string): Json | undefined {
  try {
    const read = load(plan, { schema: CORE_SCHEMA })
    return typeof read === 'object' && read !== null && 'input' in read ? (read.input as Json) : undefined
  } catch {
    // The server took this plan, so it is sound; what only our reader cannot read is written as JSON.
    return undefined
  }
}
