import { describe, expect, test } from 'vitest'
import { gate } from '../../../mock/fixtures'
import { layoutWaterfall, ticks } from './waterfall'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, 0) + second * 1000).toISOString()
const ms = (second: number) => Date.parse(at(second))
const worked = (id: string, order: number, from: number, to: number, more = {}) =>
  gate({ gate_id: id, gate_order: order, status: 'passed', started_at: at(from), completed_at: at(to), duration_ms: (to - from) * 1000, ...more })

describe('a waterfall', () => {
  test('has one row per gate in pipeline order, with all its attempts as bars', () => {
    const { rows } = layoutWaterfall([
      worked('G2', 2, 6, 10, { attempt_number: 2 }),
      worked('G2', 2, 2, 6, { attempt_number: 1, status: 'failed' }),
      worked('G1', 1, 0, 2),
    ], ms(10))
    expect(rows.map((row) => [row.gate, row.attempts, row.bars.map((bar) => [bar.attempt, bar.status])])).toEqual([
      ['G1', 1, [[1, 'passed']]],
      ['G2', 2, [[1, 'failed'], [2, 'passed']]],
    ])
    const percent = (share: number) => Math.round(share * 100)
    expect(rows[1]?.bars.map((bar) => [percent(bar.left), percent(bar.width)])).toEqual([[20, 40], [60, 40]])
  })

  test('lets what is running reach to now, and what waits for approval end with its work', () => {
    const running = gate({ gate_id: 'G1', gate_order: 1, status: 'running', started_at: at(0), completed_at: null, duration_ms: 0 })
    expect(layoutWaterfall([running], ms(7)).rows[0]?.duration).toBe(7000)
    const waiting = gate({ gate_id: 'G1', gate_order: 1, status: 'running', awaiting_approval: true, started_at: at(0), completed_at: null, duration_ms: 3000 })
    expect(layoutWaterfall([waiting], ms(9000)).rows[0]?.duration).toBe(3000)
  })

  test('cuts a long wait short and says where', () => {
    const { rows, span, breaks } = layoutWaterfall([worked('G1', 1, 0, 50), worked('G2', 2, 86_400, 86_450)], ms(90_000))
    expect(span).toBe(106_000)
    expect(breaks).toHaveLength(1)
    expect(rows[1]?.bars[0]?.left).toBeCloseTo(56 / 106)
    expect((rows[1]?.bars[0]?.left ?? 0) + (rows[1]?.bars[0]?.width ?? 0)).toBeCloseTo(1)
  })

  test('gives a gate that has not begun a row without bars', () => {
    const { rows } = layoutWaterfall([gate({ gate_id: 'G1', status: 'pending', started_at: null })], ms(0))
    expect(rows[0]).toMatchObject({ bars: [], attempts: 0, duration: null, cost: null })
  })

  test('adds up what is known of the cost and says when some is not', () => {
    const { rows } = layoutWaterfall([worked('G1', 1, 0, 1, { cost_usd: 0.25 }), worked('G1', 1, 1, 2, { attempt_number: 2, cost_usd: null })], ms(2))
    expect(rows[0]).toMatchObject({ cost: 0.25, costIncomplete: true })
  })
})

test('marks of the axis are round', () => {
  expect(ticks(10_000)).toEqual([2000, 4000, 6000, 8000, 10_000])
  expect(ticks(0)).toEqual([])
})
