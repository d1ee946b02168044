import { describe, expect, test } from 'vitest'
import type { CarriedStep, Waits } from '@/api/types'
import { admits, lineWords, waitsWord, waitsWords } from './admission'
import { DROPPED, added, gone, mappingOf, stepWords } from './migration'
import { planSteps } from './plan-input'

describe('a run that is not let in yet', () => {
  const now = Date.parse('2026-05-01T09:00:00Z')
  const waits: Waits = { for: 'concurrency', key: 'acme', place: 3, priority: 0, since: '2026-05-01T08:00:00Z', until: null, items: null }
  test('says what it waits for, by which key, and its place', () => {
    expect(waitsWords(waits, now)).toBe('Waits until another run of “acme” has ended. It is number 3')
    expect(waitsWords({ ...waits, for: 'rate', key: null, place: 1 }, now)).toBe('Waits because so many runs have begun lately. It is next')
    expect(waitsWords({ ...waits, for: 'debounce', place: null, until: '2026-05-01T09:00:30Z' }, now)).toBe('Waits until nothing more of “acme” is started, in 30 seconds at the latest')
    expect(waitsWords({ ...waits, for: 'batch', place: null, items: 12 }, now)).toBe('Gathers starts of “acme”: 12 items so far')
  })
  test('says so in a word where it stands in a list', () => {
    expect([waitsWord(waits), waitsWord({ ...waits, place: null }), waitsWord({ ...waits, for: 'batch' })]).toEqual(['Waits: no. 3', 'Waits', 'Gathers'])
  })
  test('is counted with all others of its flow', () => {
    const line = { key: 'a', under_way: 2, limit: 2, waiting: 5, gathering: 0, oldest_waiting_at: null, due_at: null }
    expect([lineWords([line, { ...line, key: 'b', under_way: 1, waiting: 0, gathering: 1 }]), lineWords([])]).toEqual(['3 under way, 5 waiting, 1 gathering', '0 under way, 0 waiting'])
  })
  test('a plan is only asked about where it says something', () => {
    expect([admits('name: a\nadmission:\n  priority: 5\n'), admits('name: a\n# admission: none\nsteps:\n  - admission: 1\n')]).toEqual([true, false])
  })
})

describe('a run that moves to another version', () => {
  const from = ['fetch', 'post', 'old']
  const to = planSteps('steps:\n  - id: fetch\n  - id: send\n  - id: check\n')
  test('the steps of a plan are read from its text; of a text that is none there are none', () => {
    expect([to, planSteps('steps: ['), planSteps('name: a')]).toEqual([['fetch', 'send', 'check'], [], []])
  })
  test('asks about steps that are gone, and about new ones that nothing becomes', () => {
    expect(gone(from, to)).toEqual(['post', 'old'])
    expect(added(from, to, { steps: { post: 'send' }, late: {} })).toEqual(['check'])
  })
  test('says only what was said, and nothing of steps that the chosen version has not', () => {
    expect(mappingOf({ steps: { post: 'send', old: DROPPED, gone: 'elsewhere' }, late: { check: 'skip', elsewhere: 'do' } }, to)).toEqual({ steps: { post: 'send', old: null }, late: { check: 'skip' } })
    expect(mappingOf({ steps: {}, late: {} }, to)).toEqual({ steps: {}, late: {} })
  })
  test('shows both names where they differ', () => {
    const step = (of: Partial<CarriedStep>): CarriedStep => ({ from: 'a', to: 'a', fate: 'kept', ...of })
    expect([stepWords(step({})), stepWords(step({ to: 'b' })), stepWords(step({ to: null })), stepWords(step({ from: null, to: 'b' }))]).toEqual(['a', 'a → b', 'a', 'b'])
  })
})
