import { expect, test } from 'vitest'
import { gate, run } from '../../../mock/fixtures'
import { latestAttempts, phaseRows, runSentence } from './phases'

test('only the newest attempt of a step counts', () => {
  const list = [gate({ gate_id: 'G1', attempt_number: 2, status: 'passed' }), gate({ gate_id: 'G1', attempt_number: 1, status: 'failed' })]
  expect(latestAttempts(list).map((item) => item.attempt_number)).toEqual([2])
})

test('phases stand in the order in which they begin, and one that comes back is one row', () => {
  const rows = phaseRows([
    gate({ gate_id: 'G1', gate_order: 1, phase: 'research', status: 'passed' }),
    gate({ gate_id: 'G2', gate_order: 2, phase: 'production', status: 'passed' }),
    gate({ gate_id: 'G3', gate_order: 3, phase: 'audit', status: 'running' }),
    gate({ gate_id: 'G4', gate_order: 4, phase: 'production', status: 'pending' }),
  ])
  expect(rows.map((row) => [row.phase, row.state, row.done, row.of])).toEqual([
    ['research', 'done', 1, 1], ['production', 'waiting', 1, 2], ['audit', 'active', 0, 1],
  ])
})

test('a step that failed or waits for a person holds its phase', () => {
  expect(phaseRows([gate({ status: 'failed' })])[0]?.state).toBe('stuck')
  expect(phaseRows([gate({ status: 'running', awaiting_approval: true })])[0]?.state).toBe('stuck')
})

test('words for those who wait never name the machinery', () => {
  const rows = phaseRows((['intake', 'research', 'design', 'production', 'audit', 'publication'] as const).map((phase, order) => gate({ gate_id: phase, gate_order: order, phase })))
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(row.label).not.toMatch(/gate|agent|model|contract/i)
})

test('a finished run says what did not hold by itself', () => {
  const passed = gate({ gate_id: 'G1', status: 'passed' })
  expect(runSentence(run(), [passed])).toBe('Finished. Every step passed its checks.')
  expect(runSentence(run(), [gate({ gate_id: 'G2', status: 'passed', decision: 'approved' })])).toBe('Finished. Every step passed its checks.')
  expect(runSentence(run(), [passed, gate({ gate_id: 'G2', status: 'passed', decision: 'approved', fail_codes: ['QUOTE_NOT_FOUND'] }), gate({ gate_id: 'G3', status: 'skipped' })]))
    .toBe('Finished. One step was let through by a person although a check did not hold; one step was left out.')
  expect(runSentence(run(), [gate({ gate_id: 'G4', status: 'warning' }), gate({ gate_id: 'G5', status: 'warning' })])).toBe('Finished. 2 steps have a remark.')
  expect(runSentence(run())).toBe('Finished.')
})
