// An entry of a journal in one line.
import type { JournalEntry, Json } from '@/api/types'
import { words } from '@/ui/format'

type Facts = JournalEntry['entry']

const MOST = 160

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))
const inside = (value: Json | undefined, key: string): string => (typeof value === 'object' && value !== null && !Array.isArray(value) ? text(value[key]) : '')
const short = (line: string) => (line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line)

/** `attempt_started` → `Attempt started`. */
export const entryWord = (entry: Facts): string => words(entry.entry)

/** Which step an entry speaks of, and which attempt. */
export function entryStep(entry: Facts): { step: string; attempt: number | undefined } | undefined {
  const effort = typeof entry.effort === 'object' && entry.effort !== null && !Array.isArray(entry.effort) ? entry.effort : entry
  const reason = typeof entry.reason === 'object' ? inside(entry.reason, 'step') : ''
  const step = text(effort.step) || reason || text(entry.because_of)
  return step === '' ? undefined : { step, attempt: typeof effort.attempt === 'number' && effort.attempt > 0 ? effort.attempt : undefined }
}

/** The facts of an entry that tell most; all of them stand in the entry itself. */
export function entryFacts(entry: Facts): string {
  const failure = `${inside(entry.failure, 'code')} ${inside(entry.failure, 'message')}`.trim()
  const because = typeof entry.reason === 'string' && entry.reason !== '' ? `: ${entry.reason}` : ''
  switch (entry.entry) {
    case 'run_started':
      return short(text(entry.input))
    case 'attempt_started': {
      const inputs = Array.isArray(entry.inputs) ? entry.inputs : []
      return short(`${inside(entry.cause, 'cause')}, ${inputs.length === 1 ? text(inputs[0]) : `${inputs.length} calls`}`)
    }
    case 'try_failed':
      return short(`try ${text(entry.tried)}: ${failure}`)
    case 'try_due':
      return `try ${text(entry.tried)}`
    case 'signal_received':
      return short(`${text(entry.name)} ${text(entry.payload)} by ${inside(entry.by, 'via')}`)
    case 'condition_met':
      return entry.signal === undefined || entry.signal === null ? 'time' : text(entry.signal)
    case 'effect_completed':
      return short(inside(entry.output, 'value'))
    case 'attempt_failed':
    case 'run_failed':
      return short(failure)
    case 'attempt_judged':
      return `${text(entry.status)}, ${inside(entry.verdict, 'outcome')}`
    case 'decided':
      return short(`${text(entry.decision)} via ${inside(entry.by, 'via')}${because}`)
    case 'step_skipped':
      return short(text(entry.reason))
    case 'steps_reset':
      return Array.isArray(entry.steps) ? entry.steps.map(text).join(', ') : ''
    case 'round_started':
      return short(`round ${text(entry.round)}: ${Array.isArray(entry.steps) ? entry.steps.map(text).join(', ') : ''}`)
    case 'run_paused':
      return short(inside(entry.reason, 'kind') === 'requested' ? inside(entry.reason, 'reason') : words(inside(entry.reason, 'kind')))
    case 'run_resumed':
    case 'run_cancelled':
      return short(`via ${inside(entry.by, 'via')}${because}`)
    case 'migrated':
      return `to ${entry.version === undefined ? 'another plan' : `version ${text(entry.version)}`} via ${inside(entry.by, 'via')}`
    case 'run_completed':
      return ''
    default:
      // A newer server may tell what we have no words for.
      return short(text(Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'entry'))))
  }
}
