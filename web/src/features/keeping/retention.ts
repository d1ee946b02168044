// What is said about how long runs are kept, as a form holds it. Pure.
import type { FieldError, PutAway, Retention, RetentionLimits, RetentionRule } from '@/api/types'
import { plural } from '@/ui/format'

/** A hundred years. */
export const MOST_DAYS = 36_500

export interface RuleDraft {
  /** `default`: what admins say for those who say nothing. */
  keep: 'default' | 'ever' | 'days'
  days: string
  archive: boolean
}
export interface FlowRuleDraft extends RuleDraft {
  flow: string
}
export interface RetentionDraft {
  all: RuleDraft
  flows: FlowRuleDraft[]
}

export const ruleDraft = (rule: RetentionRule | null): RuleDraft => ({
  keep: rule === null ? 'default' : rule.keep_days == null ? 'ever' : 'days',
  days: rule?.keep_days == null ? '30' : String(rule.keep_days),
  archive: rule?.archive ?? true,
})
export const retentionDraft = ({ all, flows }: Retention): RetentionDraft => ({ all: ruleDraft(all), flows: Object.entries(flows).map(([flow, rule]) => ({ flow, ...ruleDraft(rule) })) })

export const isDays = (text: string) => /^\d+$/.test(text.trim()) && Number(text) <= MOST_DAYS
export const ruleOf = ({ keep, days, archive }: RuleDraft): RetentionRule | null => (keep === 'default' ? null : { keep_days: keep === 'ever' ? null : Number(days), archive })

/** What is to be said; flows whose rule is the default say nothing. */
export function retentionOf({ all, flows }: RetentionDraft): { all: RetentionRule | null; flows: Record<string, RetentionRule> } {
  return { all: ruleOf(all), flows: Object.fromEntries(flows.flatMap((draft) => { const rule = ruleOf(draft); return rule ? [[draft.flow.trim(), rule] as const] : [] })) }
}

export type RetentionErrors = Partial<Record<'all' | `flows.${number}` | `flows.${number}.flow`, string>>
const BAD_DAYS = `Write whole days, at most ${MOST_DAYS.toLocaleString('en-US')}.`

/** What is wrong before anybody is asked. */
export function checkRetention({ all, flows }: RetentionDraft): RetentionErrors {
  const errors: RetentionErrors = all.keep === 'days' && !isDays(all.days) ? { all: BAD_DAYS } : {}
  flows.forEach(({ flow, keep, days }, index) => {
    if (flow.trim() === '') errors[`flows.${index}.flow`] = 'Write the name of a flow.'
    else if (flows.findIndex((other) => other.flow.trim() === flow.trim()) < index) errors[`flows.${index}.flow`] = 'This flow stands above already.'
    if (keep === 'days' && !isDays(days)) errors[`flows.${index}`] = BAD_DAYS
  })
  return errors
}

/** Puts the server's errors at the rules they speak of; gives back those that speak of none. */
export function placeRetention(told: FieldError[], { flows }: RetentionDraft): { at: RetentionErrors; rest: string[] } {
  const at: RetentionErrors = {}
  const rest: string[] = []
  for (const { path, message } of told) {
    const index = flows.findIndex(({ flow }) => path === `flows.${flow.trim()}` || path.startsWith(`flows.${flow.trim()}.`))
    if (index >= 0) at[`flows.${index}`] = message
    else if (/^all(\.|$)/.test(path)) at.all = message
    else rest.push(message)
  }
  return { at, rest }
}

/** What becomes of runs by a rule, in words. */
export const keepWords = ({ keep_days, archive }: RetentionRule): string =>
  keep_days == null ? 'Runs are kept for ever' : `Runs ${keep_days === 0 ? 'that have ended' : `that ended ${plural(keep_days, 'day')} ago`} ${archive ? 'go into the archive' : 'are deleted for good'}`

export const boundWords = ({ most_days }: RetentionLimits): string | undefined => (most_days == null ? undefined : `Nobody keeps runs for longer than ${plural(most_days, 'day')} after their end.`)

export const putAwayWords = ({ archived, kept }: PutAway): string =>
  archived.length === 0 && kept.length === 0 ? 'There was nothing to put away' : `${plural(archived.length, 'run')} put away${kept.length > 0 ? `, ${plural(kept.length, 'run')} left` : ''}`
