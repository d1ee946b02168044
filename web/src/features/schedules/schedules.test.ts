import { describe, expect, test } from 'vitest'
import { isQuiet } from '@/features/workers/quiet'
import { checkDraft, cronWords, definitionOf, inZone, placeDraftErrors, ruleWords, scheduleState, whenWords } from './rule'
import type { Draft } from './rule'

describe('a rule in words', () => {
  test.each([
    ['0 9 * * MON-FRI', 'on weekdays at 09:00'], ['0 9 * * 1-5', 'on weekdays at 09:00'], ['5 7,19 * * *', 'every day at 07:05 and 19:05'], ['0 8 * * MON,THU', 'every Monday and Thursday at 08:00'],
    ['0 8 * * 0', 'every Sunday at 08:00'], ['30 * * * *', 'every hour at minute 30'], ['*/15 * * * *', 'every 15 minutes of the hour'], ['* * * * *', 'every minute'], ['0 6 1 * *', 'on day 1 of each month at 06:00'],
  ])('%s is %s', (cron, words) => expect(cronWords(cron)).toBe(words))
  test.each(['0 0 9 * * MON', '0 9 * 5 *', '0 9 L * *', '0 9 1 * MON', 'nonsense', '0 9-17 * * *'])('%s is left as it stands', (cron) => expect(cronWords(cron)).toBeUndefined())
  test('says lengths, offsets and single moments', () => {
    expect([ruleWords({ every: '15m' }), ruleWords({ every: '1h', offset: '5m' }), ruleWords({ every: '1h30m' }), ruleWords({ every: 90_000 })]).toEqual(['every 15 minutes', 'every hour, 5m past', 'every 1h30m', 'every 1 min 30 s'])
    expect(whenWords({ when: [{ cron: '0 9 L * *' }, { every: '1s' }] })).toBe('by the cron rule 0 9 L * *; every second')
    expect(ruleWords({ at: '2026-05-01T09:00:00Z' })).toMatch(/^once, on 1 May 2026/)
  })
  test('a moment stands on the clocks of its zone, and on none where nobody knows the zone', () => {
    expect(inZone('2026-07-01T07:00:00Z', 'Europe/Berlin')).toContain('09:00')
    expect(inZone('2026-07-01T07:00:00Z', 'Nowhere/Land')).toBeUndefined()
  })
})

describe('a draft of a schedule', () => {
  const draft: Draft = { flow: 'greeting', name: 'mornings', kind: 'cron', cron: ' 0 9 * * * ', every: '1h', offset: '', at: '', zone: 'UTC', overlap: 'skip', catch_up: '24h', jitter: '', max_runs: '' }
  test('gives the one rule that is chosen, and leaves out what is empty', () => {
    expect(definitionOf(draft)).toEqual({ when: { cron: '0 9 * * *' }, zone: 'UTC', overlap: 'skip', catch_up: '24h', jitter: undefined, max_runs: undefined })
    expect(definitionOf({ ...draft, kind: 'every', offset: '5m', max_runs: '3' })).toMatchObject({ when: { every: '1h', offset: '5m' }, max_runs: 3 })
    expect(definitionOf({ ...draft, kind: 'at' })).toBeUndefined()
    expect(definitionOf({ ...draft, max_runs: 'three' })).toBeUndefined()
  })
  test('is checked before anybody is asked', () => {
    expect(checkDraft(draft)).toEqual({})
    expect(checkDraft({ ...draft, flow: '', name: 'My Mornings', cron: ' ', max_runs: '-1' })).toEqual({ flow: 'Choose a flow.', name: 'Use small letters, digits and “-”.', cron: 'Write a rule.', max_runs: 'Write a whole number.' })
    expect(checkDraft({ ...draft, kind: 'at' })).toEqual({ at: 'Choose a day and a time.' })
  })
  test('shows each of the server’s errors at its field', () => {
    const error = (path: string) => ({ path, message: path })
    expect(placeDraftErrors(['definition.when.cron', 'definition.when', 'definition.zone', 'name', 'input.names', 'attributes.x'].map(error), 'cron')).toEqual({
      at: { cron: 'definition.when.cron definition.when', zone: 'definition.zone', name: 'name' }, rest: [error('input.names'), error('attributes.x')],
    })
    expect(placeDraftErrors([error('definition.when.offset')], 'every').at).toEqual({ offset: 'definition.when.offset' })
  })
})

test('a schedule that is exhausted says so even while it is paused', () => {
  expect([scheduleState({ definition: { when: [], paused: true }, exhausted: true }).word, scheduleState({ definition: { when: [], paused: true }, exhausted: false }).word]).toEqual(['Exhausted', 'Paused'])
})
test('a worker is quiet when it was seen more than a minute ago', () => {
  const now = Date.parse('2026-05-01T09:01:01Z')
  expect([isQuiet({ seen_at: '2026-05-01T09:00:00Z' }, now), isQuiet({ seen_at: '2026-05-01T09:00:02Z' }, now)]).toEqual([true, false])
})
