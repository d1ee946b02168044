import type { Overview } from '@/api/types'

type Cell = Overview['reliability'][number]

/** What did the work: a model, or an activity that calls none. */
const modelOf = (cell: Cell) => cell.model_id ?? 'no model'

/** Templates number their gates alike: only with its name is a gate the same gate. */
const gateOf = (cell: Cell) => `${cell.gate_id} ${cell.gate_name}`

/** Rows and columns of the gate × model table, gates in their natural order (G2 before G10). */
export function reliabilityMatrix(cells: Cell[]) {
  const order = new Intl.Collator('en', { numeric: true })
  const names = new Map(cells.map((cell) => [gateOf(cell), { id: cell.gate_id, name: cell.gate_name }]))
  const gates = [...names].map(([key, gate]) => ({ key, ...gate })).sort((a, b) => order.compare(a.key, b.key))
  const models = [...new Set(cells.map(modelOf))].sort(order.compare)
  const byKey = new Map(cells.filter((cell) => cell.attempts > 0).map((cell) => [`${gateOf(cell)} ${modelOf(cell)}`, cell]))
  return { gates, models, at: (gate: string, model: string) => byKey.get(`${gate} ${model}`) }
}

/** From 95 % a gate is relied on; below 75 % somebody should look at it. */
export function tone({ passed, attempts }: Pick<Cell, 'passed' | 'attempts'>): 'good' | 'fair' | 'poor' {
  const share = passed / attempts
  return share >= 0.95 ? 'good' : share >= 0.75 ? 'fair' : 'poor'
}
