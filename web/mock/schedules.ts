// The made-up server's schedules: rules that it reads only roughly, and what became of their moments.
import type { Firing, Flow, Json, Schedule, ScheduleDefinition, TaskQueue, TaskWorker } from '../src/api/types'
import { ADMIN, before } from './fixtures.ts'
import { RUNS, SCHEDULES } from './flow-runs.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LENGTH: Record<string, number> = { h: HOUR, m: MINUTE, s: 1000 }

export interface Planned {
  schedule: Schedule
  firings: Firing[]
}

export const schedules = new Map<string, Planned>()

const rules = ({ when }: ScheduleDefinition) => (Array.isArray(when) ? when : [when])
const ms = (length: string | number) => (typeof length === 'number' ? length : [...length.matchAll(/(\d+)([hms])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * (LENGTH[unit ?? ''] ?? 0), 0))

/** What is wrong with a definition, by its paths. */
export function wrong(definition: ScheduleDefinition): { path: string; message: string }[] {
  const found: { path: string; message: string }[] = []
  const all = rules(definition)
  for (const [index, rule] of all.entries()) {
    const path = `definition.when${all.length === 1 ? '' : `[${index}]`}`
    if ('cron' in rule && ![5, 6].includes(rule.cron.split(/\s+/).length)) found.push({ path: `${path}.cron`, message: 'a rule has five fields, or six with the second first' })
    if ('every' in rule && ms(rule.every) < 1000) found.push({ path: `${path}.every`, message: `\`${rule.every}\` is no length; write hours, minutes or seconds, such as \`36h\`, \`1h30m\` or \`90s\`` })
  }
  try {
    new Date().toLocaleString('en', { timeZone: definition.zone })
  } catch {
    found.push({ path: 'definition.zone', message: `\`${definition.zone ?? ''}\` is no known time zone; write an IANA name such as \`Europe/Berlin\` or \`UTC\`` })
  }
  return found
}

/** Its next moments. Cron rules are only read as far as hour, minute and weekday, and as if every zone were UTC. */
export function next(definition: ScheduleDefinition, count: number): string[] {
  const now = Date.now()
  return rules(definition).flatMap((rule) => {
    if ('at' in rule) return Date.parse(rule.at) > now ? [Date.parse(rule.at)] : []
    if ('every' in rule) {
      const every = ms(rule.every)
      return Array.from({ length: count }, (_, index) => (Math.floor(now / every) + 1 + index) * every)
    }
    const [minute = '0', hour = '0', , , weekday = '*'] = rule.cron.split(/\s+/).slice(-5)
    const found: number[] = []
    for (let day = Math.floor(now / DAY) * DAY; found.length < count; day += DAY) {
      if (/MON-FRI|1-5/.test(weekday) && [0, 6].includes(new Date(day).getUTCDay())) continue
      const at = day + (Number(hour) || 0) * HOUR + (Number(minute) || 0) * MINUTE
      if (at > now) found.push(at)
    }
    return found
  }).sort((a, b) => a - b).slice(0, count).map((at) => new Date(at).toISOString())
}

export const DEFAULTS = { zone: 'UTC', jitter: 0, catch_up: '24h', overlap: 'skip', paused: false } as const

let made = 0
const uuid = () => `019ac333-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`

export function plan(of: Pick<Schedule, 'name' | 'flow' | 'definition'> & Partial<Schedule>): Planned {
  const at = new Date().toISOString()
  const definition = { ...DEFAULTS, ...of.definition }
  const entry: Planned = {
    schedule: { id: uuid(), user_id: ADMIN.id, version: null, input: null, attributes: {}, fired: 0, next_look: null, next: definition.paused ? [] : next(definition, 5), exhausted: false, running: 0, waiting: 0, created_at: at, updated_at: at, ...of, definition },
    firings: [],
  }
  schedules.set(entry.schedule.id, entry)
  return entry
}

export function fired(entry: Planned, of: Partial<Firing>) {
  const at = new Date().toISOString()
  entry.firings.unshift({ id: uuid(), nominal: at, cause: 'rule', status: 'started', reason: null, run_id: null, created_at: at, ...of })
}

const mornings = plan({ id: SCHEDULES.mornings, name: 'every-morning', flow: 'order', definition: { when: { cron: '0 9 * * MON-FRI' }, zone: 'Asia/Tokyo', jitter: '5m', overlap: 'buffer_one' }, input: { item: 'A book', copies: 1 } satisfies Json, attributes: { team: 'red' }, fired: 62, running: 1, waiting: 1 })
for (let index = 60; index > 2; index--) {
  const status = index % 13 === 4 ? 'skipped' : index % 17 === 5 ? 'missed' : 'started'
  fired(mornings, { nominal: before(index * DAY), status, run_id: status === 'started' ? RUNS.done : null, reason: status === 'skipped' ? 'a run of it still went on' : status === 'missed' ? 'nobody looked in time' : null })
}
fired(mornings, { nominal: before(2 * DAY), status: 'failed', reason: 'the input does not fit the newest version of the flow' })
fired(mornings, { nominal: before(40 * HOUR), run_id: RUNS.form })
fired(mornings, { nominal: before(16 * HOUR), status: 'buffered' })
plan({ id: SCHEDULES.paused, name: 'each-quarter', flow: 'nightly-report', definition: { when: [{ every: '15m' }, { cron: '0 12 * * MON-FRI' }], paused: true } })
plan({ id: SCHEDULES.changed, name: 'each-half-hour', flow: 'nightly-report', definition: { when: [{ every: '15m' }, { cron: '0 12 * * MON-FRI' }], paused: true } })

export const knows = (flows: { user: string; flow: Flow }[], user: string, name: string) => flows.some((entry) => entry.user === user && entry.flow.name === name)

// Workers

/** These are at it now, however long ago this server started. */
const ago = (of: number) => new Date(Date.now() - of).toISOString()

export const WORKERS = (): TaskWorker[] => [
  { user_id: ADMIN.id, name: 'mailer-1', queue: 'mail', activities: ['greet', 'send'], labels: ['region=eu'], capacity: 20, running: 3, seen_at: ago(4_000) },
  { user_id: ADMIN.id, name: 'mailer-2', queue: 'mail', activities: ['greet', 'send'], labels: ['gpu', 'region=eu'], capacity: 20, running: 0, seen_at: ago(11_000) },
  { user_id: ADMIN.id, name: 'reports', queue: 'reports', activities: [], labels: [], capacity: 4, running: 0, seen_at: ago(3 * HOUR) },
]
export const QUEUES = (): TaskQueue[] => [
  { user_id: ADMIN.id, queue: 'mail', waiting: 12, leased: 3, oldest_waiting_at: ago(42_000) },
  { user_id: ADMIN.id, queue: 'reports', waiting: 0, leased: 1, oldest_waiting_at: null },
]
