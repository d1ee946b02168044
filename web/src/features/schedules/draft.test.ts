import { describe, expect, test } from 'vitest'
import type { Schedule, ScheduleDefinition } from '@/api/types'
import { changesOf, checkDraft, definitionOf, draftOf, localMoment, newRule, placeDraftErrors, scheduleOf, writeLength } from './draft'
import type { Draft } from './draft'

const draft: Draft = {
  flow: 'greeting', version: '', name: 'mornings', rules: [{ ...newRule(), cron: ' 0 9 * * * ' }], zone: 'UTC', starts_at: '', ends_at: '', overlap: 'skip', catch_up: '24h', jitter: '', max_runs: '', attributes: '',
}
const every = { ...newRule(), kind: 'every' as const }
const once = { ...newRule(), kind: 'at' as const }

describe('a draft of a schedule', () => {
  test('gives the one rule that is chosen, and leaves out what is empty', () => {
    expect(definitionOf(draft)).toEqual({ when: { cron: '0 9 * * *' }, zone: 'UTC', overlap: 'skip', catch_up: '24h', jitter: undefined, max_runs: undefined })
    expect(definitionOf({ ...draft, rules: [{ ...every, offset: '5m' }], max_runs: '3' })).toMatchObject({ when: { every: '1h', offset: '5m' }, max_runs: 3 })
    expect(definitionOf({ ...draft, rules: [newRule(), every] })).toMatchObject({ when: [{ cron: '0 9 * * MON-FRI' }, { every: '1h' }] })
  })
  test('gives nothing while a part of it cannot be read', () => {
    for (const change of [{ rules: [once] }, { rules: [newRule(), once] }, { rules: [] }, { max_runs: 'three' }, { starts_at: 'soon' }]) expect(definitionOf({ ...draft, ...change })).toBeUndefined()
  })
  test('is checked before anybody is asked', () => {
    expect(checkDraft(draft)).toEqual({})
    expect(checkDraft({ ...draft, flow: '', name: 'My Mornings', rules: [{ ...newRule(), cron: ' ' }, once], max_runs: '-1', attributes: 'red' })).toEqual({
      flow: 'Choose a flow.', name: 'Use small letters, digits and “-”.', 'rules.0.cron': 'Write a rule.', 'rules.1.at': 'Choose a day and a time.', max_runs: 'Write a whole number.', attributes: '“red” is no attribute; write name=value.',
    })
    expect(checkDraft({ ...draft, starts_at: '2026-05-02T00:00', ends_at: '2026-05-01T00:00' })).toEqual({ ends_at: 'Choose a time after the first one.' })
  })
  test('shows each of the server’s errors at its field, of the rule it speaks of', () => {
    const error = (path: string) => ({ path, message: path })
    expect(placeDraftErrors(['definition.when.cron', 'definition.when', 'definition.zone', 'name', 'input.names', 'attributes.x'].map(error), draft.rules)).toEqual({
      at: { 'rules.0.cron': 'definition.when.cron definition.when', zone: 'definition.zone', name: 'name', attributes: 'attributes.x' }, rest: [error('input.names')],
    })
    expect(placeDraftErrors([error('definition.when[1].offset'), error('definition.when[1]')], [newRule(), every]).at).toEqual({ 'rules.1.offset': 'definition.when[1].offset', 'rules.1.every': 'definition.when[1]' })
  })
  test('makes a schedule of the version that is chosen', () => {
    expect(scheduleOf(draft, undefined)).not.toHaveProperty('version')
    expect(scheduleOf({ ...draft, version: '2', attributes: 'team=red' }, { a: 1 })).toMatchObject({ version: 2, attributes: { team: 'red' }, input: { a: 1 } })
  })
})

describe('a schedule that is changed', () => {
  const definition: ScheduleDefinition = { when: [{ cron: '0 9 * * *' }, { every: 5_400_000, offset: '5m' }, { at: '2026-05-01T09:00:01.500Z' }], zone: 'Asia/Tokyo', jitter: 90_500, catch_up: '36h', overlap: 'allow', paused: true, max_runs: 7, starts_at: '2026-01-01T00:00:00Z', ends_at: '2027-01-01T00:00:00.250Z' }
  const schedule: Schedule = {
    id: 's', user_id: 'u', name: 'mornings', flow: 'greeting', version: 3, definition, input: { names: ['Ada'] }, attributes: { size: 7, text: '7' }, fired: 0, next_look: null, next: [], exhausted: false, running: 0, waiting: 0, created_at: '', updated_at: '',
  }
  test('says in its form what it says: the definition can be read back from it as it was', () => {
    const back = definitionOf(draftOf(schedule))
    expect(back).toEqual({ ...definition, paused: undefined, when: [{ cron: '0 9 * * *' }, { every: '1h30m', offset: '5m' }, { at: '2026-05-01T09:00:01.500Z' }], jitter: '1m30s500ms', starts_at: '2026-01-01T00:00:00.000Z', ends_at: '2027-01-01T00:00:00.250Z' })
    expect(draftOf(schedule).attributes).toBe('size=7\ntext="7"')
  })
  test('is asked for nothing where nothing was changed', () => expect(changesOf(schedule, draftOf(schedule), { names: ['Ada'] })).toEqual({}))
  test('stays paused when its rule is changed, and the rest is not spoken of', () => {
    const changes = changesOf(schedule, { ...draftOf(schedule), zone: 'UTC' }, undefined)
    expect(Object.keys(changes)).toEqual(['definition'])
    expect(changes.definition).toMatchObject({ zone: 'UTC', paused: true, max_runs: 7 })
  })
  test('takes another version, no input and other attributes by themselves', () => {
    expect(changesOf(schedule, { ...draftOf(schedule), version: '', attributes: '' }, null)).toEqual({ version: null, input: null, attributes: {} })
  })
  test('lengths and moments are no finer than they have to be', () => {
    expect([writeLength(0), writeLength(undefined), writeLength(3_600_000), writeLength('90s')]).toEqual(['', '', '1h', '90s'])
    expect([localMoment('2026-05-01T09:00:00Z').length, localMoment('2026-05-01T09:00:05Z').length, localMoment('nonsense')]).toEqual([16, 19, ''])
  })
})
