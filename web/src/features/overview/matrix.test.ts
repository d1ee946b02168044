import { expect, test } from 'vitest'
import { reliabilityMatrix } from './matrix'

const cell = (gate_id: string, gate_name: string, model_id: string | null, passed: number, attempts: number) => ({ gate_id, gate_name, model_id, passed, attempts, failed: attempts - passed })

test('two templates that number their gates alike keep a row each, in natural order, and no model is a column of its own', () => {
  const { gates, models, at } = reliabilityMatrix([cell('G10', 'Publication', null, 1, 1), cell('G4', 'Outline', 'haiku', 3, 4), cell('G4', 'Visual Direction', 'haiku', 1, 2), cell('G2', 'Research', null, 5, 5)])
  expect(gates.map((gate) => gate.key)).toEqual(['G2 Research', 'G4 Outline', 'G4 Visual Direction', 'G10 Publication'])
  expect(models).toEqual(['haiku', 'no model'])
  expect(at('G4 Outline', 'haiku')?.passed).toBe(3)
  expect(at('G4 Visual Direction', 'haiku')?.passed).toBe(1)
  expect(at('G2 Research', 'haiku')).toBeUndefined()
})
