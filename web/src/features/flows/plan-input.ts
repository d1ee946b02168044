// js-yaml is only fetched by whoever starts a run, or moves one.
import { CORE_SCHEMA, load } from 'js-yaml'
import type { Json } from '@/api/types'

/** What a plan says, as it is written. The server took it, so it is sound; nothing where only our reader cannot read it. */
function read(plan: string): { [field: string]: Json } | undefined {
  try {
    const written = load(plan, { schema: CORE_SCHEMA })
    return typeof written === 'object' && written !== null && !Array.isArray(written) ? (written as { [field: string]: Json }) : undefined
  } catch {
    return undefined
  }
}

/** The schema of a plan's input, read from the plan's own text: the server keeps the text of a version, not what it says. */
export const planInput = (plan: string): Json | undefined => read(plan)?.input

/** The steps of a plan, by their ids. */
export function planSteps(plan: string): string[] {
  const steps = read(plan)?.steps
  return Array.isArray(steps) ? steps.flatMap((step) => (typeof step === 'object' && step !== null && !Array.isArray(step) && typeof step.id === 'string' ? [step.id] : [])) : []
}
