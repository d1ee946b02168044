import { describe, expect, test } from 'vitest'
import { isQuiet } from '@/features/workers/quiet'
import { cronWords, inZone, ruleWords, scheduleState, whenWords } from './rule'

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

test('a schedule that is exhausted says so even while it is paused', () => {
  expect([scheduleState({ definition: { when: [], paused: true }, exhausted: true }).word, scheduleState({ definition: { when: [], paused: true }, exhausted: false }).word]).toEqual(['Exhausted', 'Paused'])
})
test('a worker is quiet when it was seen more than a minute ago', () => {
  const now = Date.parse('2026-05-01T09:01:01Z')
  expect([isQuiet({ seen_at: '2026-05-01T09:00:00Z' }, now), isQuiet({ seen_at: '2026-05-01T09:00:02Z' }, now)]).toEqual([true, false])
})
