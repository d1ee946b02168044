// From a schedule to what a form holds, and back. Pure.
import type { Attributes, FieldError, Json, Length, OverlapPolicy, Schedule, ScheduleDefinition, ScheduleRule } from '@/api/types'
import { parseAttributes, writeAttribute } from '@/features/flows/attributes'
import { rulesOf } from './rule'

export type RuleKind = 'cron' | 'every' | 'at'

export interface RuleDraft {
  kind: RuleKind
  cron: string
  every: string
  offset: string
  /** As the browser's own field writes it: in its zone, without it. */
  at: string
}

/** What the form of a schedule holds. */
export interface Draft {
  flow: string
  /** Empty for the newest at each firing. */
  version: string
  name: string
  rules: RuleDraft[]
  zone: string
  starts_at: string
  ends_at: string
  overlap: OverlapPolicy
  catch_up: string
  jitter: string
  max_runs: string
  attributes: string
}

export type TextField = Exclude<keyof Draft, 'rules' | 'overlap'>
export type RuleField = keyof RuleDraft
/** Where on the form something is wrong: a field, or one of a rule. */
export type Place = keyof Draft | `rules.${number}.${RuleField}`
export type DraftErrors = Partial<Record<Place, string>>

/** As many as one schedule joins. */
export const MOST_RULES = 20

export const newRule = (): RuleDraft => ({ kind: 'cron', cron: '0 9 * * MON-FRI', every: '1h', offset: '', at: '' })

/** A moment as the browser's own field writes it: on the reader's clock, no finer than it has to be. */
export function localMoment(at: string | undefined): string {
  const ms = at === undefined ? NaN : Date.parse(at)
  if (Number.isNaN(ms)) return ''
  const full = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 23)
  return full.replace(/\.000$/, '').replace(/:00$/, '')
}

const LENGTHS: [string, number][] = [['h', 3_600_000], ['m', 60_000], ['s', 1_000], ['ms', 1]]

/** A length as a text that can be read back; nothing for none. */
export function writeLength(length: Length | undefined): string {
  if (typeof length !== 'number') return length ?? ''
  let left = length
  return LENGTHS.map(([unit, size]) => {
    const n = Math.floor(left / size)
    left -= n * size
    return n > 0 ? `${n}${unit}` : ''
  }).join('')
}

function ruleDraft(rule: ScheduleRule): RuleDraft {
  if ('cron' in rule) return { ...newRule(), cron: rule.cron }
  if ('every' in rule) return { ...newRule(), kind: 'every', every: writeLength(rule.every), offset: writeLength(rule.offset) }
  return { ...newRule(), kind: 'at', at: localMoment(rule.at) }
}

/** The form of a schedule that is there. */
export function draftOf({ flow, version, name, definition, attributes }: Pick<Schedule, 'flow' | 'version' | 'name' | 'definition' | 'attributes'>): Draft {
  return {
    flow,
    version: version === null ? '' : String(version),
    name,
    rules: rulesOf(definition).map(ruleDraft),
    zone: definition.zone ?? 'UTC',
    starts_at: localMoment(definition.starts_at),
    ends_at: localMoment(definition.ends_at),
    overlap: definition.overlap ?? 'skip',
    catch_up: writeLength(definition.catch_up ?? '24h'),
    jitter: writeLength(definition.jitter),
    max_runs: definition.max_runs === undefined ? '' : String(definition.max_runs),
    attributes: Object.entries(attributes).map(([key, value]) => writeAttribute(key, value)).join('\n'),
  }
}

const isWhole = (text: string) => /^\d+$/.test(text.trim())
const isMoment = (text: string) => !Number.isNaN(new Date(text).getTime())
const given = (text: string) => text.trim() || undefined

function ruleOf({ kind, cron, every, offset, at }: RuleDraft): ScheduleRule | undefined {
  if (kind === 'cron') return { cron: cron.trim() }
  if (kind === 'every') return { every: every.trim(), offset: given(offset) }
  return isMoment(at) ? { at: new Date(at).toISOString() } : undefined
}

/** What is meant; nothing while a part of it cannot be read at all. */
export function definitionOf(draft: Draft): ScheduleDefinition | undefined {
  const rules = draft.rules.map(ruleOf)
  const [only, ...more] = rules
  if (only === undefined || rules.includes(undefined)) return undefined
  const bounds = [draft.starts_at, draft.ends_at]
  if (bounds.some((bound) => bound !== '' && !isMoment(bound)) || (draft.max_runs.trim() !== '' && !isWhole(draft.max_runs))) return undefined
  const [starts_at, ends_at] = bounds.map((bound) => (bound === '' ? undefined : new Date(bound).toISOString()))
  return {
    when: more.length === 0 ? only : rules.filter((rule) => rule !== undefined),
    zone: draft.zone.trim(),
    starts_at,
    ends_at,
    overlap: draft.overlap,
    catch_up: given(draft.catch_up),
    jitter: given(draft.jitter),
    max_runs: given(draft.max_runs) === undefined ? undefined : Number(draft.max_runs),
  }
}

const versionOf = (draft: Draft) => (draft.version === '' ? null : Number(draft.version))

export interface ScheduleChanges {
  definition?: ScheduleDefinition
  version?: number | null
  input?: Json
  attributes?: Attributes
}

/** What a form changes of a schedule; what stays the same is left out, so that a rule nobody touched is not taken for a new one. */
export function changesOf(schedule: Schedule, draft: Draft, input: Json | undefined): ScheduleChanges {
  const before = draftOf(schedule)
  const differs = (...fields: (keyof Draft)[]) => fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(draft[field]))
  const definition = differs('rules', 'zone', 'starts_at', 'ends_at', 'overlap', 'catch_up', 'jitter', 'max_runs') ? definitionOf(draft) : undefined
  return {
    // It is given whole: a schedule that is paused stays so.
    ...(definition ? { definition: { ...definition, paused: schedule.definition.paused } } : {}),
    ...(differs('version') ? { version: versionOf(draft) } : {}),
    ...(input !== undefined && JSON.stringify(input) !== JSON.stringify(schedule.input) ? { input } : {}),
    ...(differs('attributes') ? { attributes: parseAttributes(draft.attributes).attributes } : {}),
  }
}

/** What makes a new schedule. */
export const scheduleOf = (draft: Draft, input: Json | undefined) => ({
  flow: draft.flow,
  name: draft.name.trim(),
  ...(draft.version === '' ? {} : { version: Number(draft.version) }),
  definition: definitionOf(draft) ?? { when: [] },
  input,
  attributes: parseAttributes(draft.attributes).attributes,
})

/** What is wrong before anybody is asked. */
export function checkDraft(draft: Draft): DraftErrors {
  const unread = parseAttributes(draft.attributes).wrong
  const errors: DraftErrors = {
    ...(draft.flow === '' ? { flow: 'Choose a flow.' } : {}),
    ...(/^[a-z0-9][a-z0-9-]*$/.test(draft.name.trim()) ? {} : { name: draft.name.trim() === '' ? 'Write a name.' : 'Use small letters, digits and “-”.' }),
    ...(draft.starts_at !== '' && draft.ends_at !== '' && draft.ends_at <= draft.starts_at ? { ends_at: 'Choose a time after the first one.' } : {}),
    ...(draft.max_runs.trim() !== '' && !isWhole(draft.max_runs) ? { max_runs: 'Write a whole number.' } : {}),
    ...(unread === undefined ? {} : { attributes: `“${unread}” is no attribute; write name=value.` }),
  }
  draft.rules.forEach(({ kind, cron, every, at }, index) => {
    if (kind === 'cron' && cron.trim() === '') errors[`rules.${index}.cron`] = 'Write a rule.'
    if (kind === 'every' && every.trim() === '') errors[`rules.${index}.every`] = 'Write a length of time.'
    if (kind === 'at' && !isMoment(at)) errors[`rules.${index}.at`] = 'Choose a day and a time.'
  })
  return errors
}

const FIELDS: (keyof Draft)[] = ['flow', 'version', 'name', 'zone', 'starts_at', 'ends_at', 'overlap', 'catch_up', 'jitter', 'max_runs', 'attributes']
const RULE_FIELDS: RuleField[] = ['cron', 'every', 'offset', 'at']

/** Where on the form a path of the server's points; nothing where it speaks of the input, or of nothing here. */
function placeOf(path: string, rules: RuleDraft[]): Place | undefined {
  const [whole, index, part] = /^when(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(path) ?? []
  if (whole === undefined) return FIELDS.find((field) => field === path.split(/[.[]/)[0])
  const at = Number(index ?? 0)
  return `rules.${at}.${RULE_FIELDS.find((field) => field === part) ?? rules[at]?.kind ?? 'kind'}`
}

/** Puts each of the server's errors at the field of the draft it speaks of; the rest, those of the input among them, are handed back. */
export function placeDraftErrors(errors: FieldError[], rules: RuleDraft[]): { at: DraftErrors; rest: FieldError[] } {
  const at: DraftErrors = {}
  const rest: FieldError[] = []
  for (const error of errors) {
    const place = placeOf(error.path.replace(/^definition\./, ''), rules)
    if (place === undefined) rest.push(error)
    else at[place] = at[place] ? `${at[place]} ${error.message}` : error.message
  }
  return { at, rest }
}
