import { describe, expect, test } from 'vitest'
import type { DeadLetter, DeadLetterCount, Redriven } from '@/api/types'
import { MOST, choices, counted, outcomeWords, redriveOf } from './dead-letters'
import { boundWords, checkRetention, keepWords, placeRetention, putAwayWords, retentionDraft, retentionOf } from './retention'

describe('dead letters', () => {
  const counts: DeadLetterCount[] = [
    { kind: 'flow', name: 'order', code: 'HTTP_STATUS', runs: 3 }, { kind: 'flow', name: 'order', code: null, runs: 2 }, { kind: 'template', name: 'essay', code: 'HTTP_STATUS', runs: 40 },
  ]
  test('are counted by all that the page is filtered by', () => {
    expect([counted(counts, {}), counted(counts, { kind: 'flow' }), counted(counts, { code: 'HTTP_STATUS' }), counted(counts, { name: 'order', code: 'HTTP_STATUS' }), counted(counts, { name: 'gone' })]).toEqual([45, 5, 43, 3, 0])
  })
  test('what is chosen stays among the choices, though no run is left that fits', () => {
    expect(choices(counts, { name: 'gone', code: 'TIMED_OUT' })).toEqual({ names: ['essay', 'gone', 'order'], codes: ['HTTP_STATUS', 'TIMED_OUT'] })
  })
  test('one’s own are taken up by what the page is filtered by; all only where nothing narrows them', () => {
    expect(redriveOf({}, [])).toEqual({ all: true, limit: MOST })
    expect(redriveOf({ code: 'HTTP_STATUS' }, [])).toEqual({ code: 'HTTP_STATUS', limit: MOST })
  })
  test('of everybody’s only those in sight are taken up, and no more than one request takes', () => {
    const seen = Array.from({ length: MOST + 1 }, (_, index) => ({ id: String(index) }) as DeadLetter)
    expect(redriveOf({ scope: 'all', code: 'HTTP_STATUS' }, seen)).toEqual({ runs: seen.slice(0, MOST).map((run) => run.id) })
  })
  test('what became of them is said by kind', () => {
    const one = (state: Redriven['state']): Redriven => ({ id: 'r', state, run_id: null, code: null, message: null })
    expect(outcomeWords([one('forked'), one('forked'), one('resumed'), one('refused')])).toBe('2 runs taken up in a new one, 1 run resumed, 1 run left as it is')
    expect(outcomeWords([])).toBe('There was nothing to take up')
  })
})

describe('retention', () => {
  const said = { all: { keep_days: 30, archive: false }, flows: { order: { keep_days: null, archive: true } }, limits: { default: { keep_days: null, archive: true }, most_days: 400 } }
  test('comes back from its form as it was', () => {
    expect(retentionOf(retentionDraft(said))).toEqual({ all: said.all, flows: said.flows })
    expect(retentionOf(retentionDraft({ ...said, all: null, flows: {} }))).toEqual({ all: null, flows: {} })
  })
  test('a flow that says nothing of its own is left out', () => {
    expect(retentionOf({ ...retentionDraft(said), flows: [{ flow: 'order', keep: 'default', days: '', archive: true }] }).flows).toEqual({})
  })
  test('is checked before anybody is asked', () => {
    const rule = { keep: 'days' as const, days: '-1', archive: true }
    const errors = checkRetention({ all: { ...rule, days: '36501' }, flows: [{ ...rule, flow: ' ' }, { ...rule, days: '0', flow: 'a' }, { ...rule, days: '7', flow: 'a ' }] })
    expect(Object.keys(errors).sort()).toEqual(['all', 'flows.0', 'flows.0.flow', 'flows.2.flow'])
    expect(checkRetention({ all: { ...rule, keep: 'ever' }, flows: [] })).toEqual({})
  })
  test('shows each of the server’s errors at the rule it speaks of', () => {
    const error = (path: string) => ({ path, message: path })
    expect(placeRetention(['all.keep_days', 'flows.order.keep_days', 'flows'].map(error), retentionDraft(said))).toEqual({ at: { all: 'all.keep_days', 'flows.0': 'flows.order.keep_days' }, rest: ['flows'] })
  })
  test('says what becomes of runs', () => {
    expect([keepWords({ keep_days: null, archive: true }), keepWords({ keep_days: 1, archive: true }), keepWords({ keep_days: 0, archive: false })]).toEqual(['Runs are kept for ever', 'Runs that ended 1 day ago go into the archive', 'Runs that have ended are deleted for good'])
    expect([boundWords(said.limits), boundWords({ ...said.limits, most_days: null })]).toEqual(['Nobody keeps runs for longer than 400 days after their end.', undefined])
    expect([putAwayWords({ archived: ['a'], kept: [{ id: 'b', code: 'RUN_OPEN', message: '' }], more: false }), putAwayWords({ archived: [], kept: [], more: false })]).toEqual(['1 run put away, 1 run left', 'There was nothing to put away'])
  })
})
