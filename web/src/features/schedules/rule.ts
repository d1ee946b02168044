// What the definition of a schedule says, in words. Pure.
import type { Length, OverlapPolicy, Schedule, ScheduleDefinition, ScheduleRule } from '@/api/types'
import { duration, exact, plural } from '@/ui/format'
import type { Status } from '@/ui/status'

export const rulesOf = ({ when }: ScheduleDefinition): ScheduleRule[] => (Array.isArray(when) ? when : [when])

/** As it is written, where it is written as a text. */
export const lengthWords = (length: Length | undefined): string => (typeof length === 'number' ? duration(length) : (length ?? ''))

const UNITS: Record<string, string> = { h: 'hour', m: 'minute', s: 'second' }

/** When a rule fires, in words; a cron rule that is not one of the common ones as it stands. */
export function ruleWords(rule: ScheduleRule): string {
  if ('at' in rule) return `once, on ${exact(rule.at)}`
  if ('every' in rule) {
    const [, n, unit] = /^(\d+)([hms])$/.exec(lengthWords(rule.every)) ?? []
    const often = n !== undefined && unit !== undefined ? (n === '1' ? `every ${UNITS[unit] ?? unit}` : `every ${n} ${UNITS[unit] ?? unit}s`) : `every ${lengthWords(rule.every)}`
    return rule.offset === undefined || rule.offset === 0 || rule.offset === '0s' ? often : `${often}, ${lengthWords(rule.offset)} past`
  }
  return cronWords(rule.cron) ?? `by the cron rule ${rule.cron}`
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const SHORT = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function dayWords(field: string): string | undefined {
  if (field === '*' || field === '?') return 'every day'
  if (/^(1-5|MON-FRI)$/i.test(field)) return 'on weekdays'
  const days = field.split(',').map((day) => DAYS[/^[0-7]$/.test(day) ? Number(day) : SHORT.indexOf(day.toUpperCase())])
  return days.every((day) => day !== undefined) ? `every ${and(days)}` : undefined
}

const and = (words: (string | undefined)[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`)
const isNumber = (field: string | undefined): field is string => field !== undefined && /^\d{1,2}$/.test(field)

/** The common cron rules in words; nothing for the others. */
export function cronWords(cron: string): string | undefined {
  const [minute = '', hour = '', date = '', month = '', weekday = '', ...more] = cron.trim().split(/\s+/)
  if (more.length > 0 || month !== '*') return undefined
  if (hour === '*' && date === '*' && weekday === '*') {
    if (minute === '*') return 'every minute'
    const step = /^\*\/(\d+)$/.exec(minute)?.[1]
    if (step) return `every ${plural(Number(step), 'minute')} of the hour`
    return isNumber(minute) ? `every hour at minute ${minute}` : undefined
  }
  if (!isNumber(minute)) return undefined
  const hours = hour.split(',')
  if (!hours.every(isNumber)) return undefined
  const at = `at ${and(hours.map((one) => `${one.padStart(2, '0')}:${minute.padStart(2, '0')}`))}`
  if (date === '*') {
    const days = dayWords(weekday)
    return days && `${days} ${at}`
  }
  return isNumber(date) && weekday === '*' ? `on day ${date} of each month ${at}` : undefined
}

/** All rules of a schedule in one sentence. */
export const whenWords = (definition: ScheduleDefinition) => rulesOf(definition).map(ruleWords).join('; ')

export const OVERLAPS: Record<OverlapPolicy, { name: string; means: string }> = {
  skip: { name: 'Skip', means: 'The new one is left out.' },
  buffer_one: { name: 'Let one wait', means: 'One waits for the run to end; others are left out.' },
  buffer_all: { name: 'Let all wait', means: 'All wait, and run one after the other.' },
  cancel: { name: 'Cancel the run', means: 'The run is cancelled, and the newest one starts once it has ended.' },
  allow: { name: 'Run beside it', means: 'Runs go on beside one another.' },
}

export const scheduleState = ({ definition, exhausted }: Pick<Schedule, 'definition' | 'exhausted'>): { status: Status; word: string } =>
  exhausted ? { status: 'completed', word: 'Exhausted' } : definition.paused ? { status: 'paused', word: 'Paused' } : { status: 'passed', word: 'Active' }

/** A moment on the clocks of a zone; nothing where the browser does not know the zone. */
export function inZone(at: string, zone: string): string | undefined {
  try {
    return new Date(at).toLocaleString('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  } catch {
    return undefined
  }
}

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
