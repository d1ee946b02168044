// The made-up server's memory: runs that move on by themselves, and what people did to them.
import type { Artifact, GateAttempt, Json, Run, RunEvent, RunEventType } from '../src/api/types'
import { ADMIN, STAGES, TEMPLATES, USER, artifactsOf, attempts, before, checks, gate, hugeGates, run } from './fixtures.ts'

const HOUR = 3_600_000
/** How much faster than the fixtures' seconds a started run goes. */
const HASTE = 6
const SHORTEST_MS = 350
export const HUGE_STEPS = 10_000

export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export interface Live {
  run: Run
  gates: GateAttempt[]
  events: RunEvent[]
  listeners: Set<(event: RunEvent) => void>
}

export const live = new Map<string, Live>()

function put(of: Partial<Run>, gates: GateAttempt[], events: RunEvent[] = []): Live {
  const made = run(of)
  made.main_artifact_id = mainOf(artifactsOf(made.id, gates, made.template))
  const entry = { run: made, gates, events, listeners: new Set<(event: RunEvent) => void>() }
  live.set(made.id, entry)
  return entry
}

const MAIN = new Set(['essay.html', 'infographic.svg'])
const mainOf = (files: Artifact[]) => files.find((item) => MAIN.has(item.file_path) && item.current)?.id ?? null
const terminal = (type: RunEventType): RunEvent[] => [{ seq: 60, at: before(0), type, gates_passed: 0, total_gates: STAGES.length, total_cost_usd: 0.08 }]

put({ id: 'run-done', display_name: 'Villain' }, attempts('run-done', STAGES.length, 'none', Date.now() - 2 * HOUR), terminal('run_completed'))
put(
  { id: 'run-approval', display_name: 'Knave', status: 'paused', gates_passed: 9, current_gate: 'G10', pause_reason: 'G10 Publication waits for approval', waiting_for: { kind: 'approval', gate: 'G10', title: 'Publication' }, completed_at: null, created_at: before(HOUR / 2), started_at: before(HOUR / 2) },
  attempts('run-approval', 9, 'approval', Date.now() - HOUR / 2),
)
put(
  { id: 'run-stuck', display_name: 'Nice', status: 'paused', gates_passed: 5, gates_failed: 1, current_gate: 'G6', pause_reason: 'G6 Content Complete failed: QUOTE_NOT_FOUND', waiting_for: { kind: 'decision', gate: 'G6', title: 'Content Complete' }, completed_at: null, created_at: before(3 * HOUR), started_at: before(3 * HOUR), user_id: USER.id, user_name: USER.display_name },
  attempts('run-stuck', 5, 'failed', Date.now() - 3 * HOUR),
)
put({ id: 'run-picture', display_name: 'Knave, drawn', template: 'etymology-infographic', template_name: 'Etymology Infographic', created_at: before(4 * HOUR), started_at: before(4 * HOUR), completed_at: before(3.9 * HOUR) }, attempts('run-picture', STAGES.length, 'none', Date.now() - 4 * HOUR), terminal('run_completed'))
put({ id: 'run-failed', display_name: 'Silly', status: 'failed', gates_passed: 3, gates_failed: 1, cost_incomplete: true, created_at: before(26 * HOUR), started_at: before(26 * HOUR), completed_at: before(25.9 * HOUR) }, attempts('run-failed', 3, 'none', Date.now() - 26 * HOUR), terminal('run_failed'))
put({ id: 'run-cancelled', display_name: 'Awful', status: 'cancelled', gates_passed: 2, total_cost_usd: 0, cost_incomplete: true, created_at: before(50 * HOUR), started_at: before(50 * HOUR), completed_at: before(49.9 * HOUR) }, attempts('run-cancelled', 2, 'none', Date.now() - 50 * HOUR), terminal('run_cancelled'))
put({ id: 'run-going', display_name: 'Clue', status: 'running', gates_passed: 5, current_gate: 'G6', completed_at: null, created_at: before(60_000), started_at: before(60_000), total_cost_usd: 0.0312 }, attempts('run-going', 5, 'running', Date.now() - 60_000))
put({ id: 'run-huge', display_name: 'Ten thousand steps', total_gates: HUGE_STEPS, gates_passed: HUGE_STEPS, completed_at: before(60_000), started_at: before(HOUR) }, hugeGates(HUGE_STEPS), terminal('run_completed'))

const WORDS = ['bread', 'meat', 'girl', 'deer', 'fond', 'naughty', 'egregious', 'quick', 'sad', 'glamour', 'cretin', 'gossip', 'husband', 'lord', 'lady', 'fowl', 'hound', 'starve', 'thing', 'team']
for (let index = 0; index < 240; index++) {
  const word = WORDS[index % WORDS.length] ?? 'word'
  const template = TEMPLATES[index % 2]
  const status = index % 23 === 7 ? 'failed' : index % 17 === 5 ? 'cancelled' : 'completed'
  put({
    id: `run-old-${index}`, display_name: `${word.charAt(0).toUpperCase()}${word.slice(1)}`, template: template?.slug, template_name: template?.name, status, gates_passed: status === 'completed' ? STAGES.length : 4, cost_incomplete: index % 31 === 3, total_cost_usd: 0.02 + (index % 13) * 0.0071,
    created_at: before((60 + index * 5) * HOUR), started_at: before((60 + index * 5) * HOUR - 300), completed_at: before((60 + index * 5) * HOUR - 80_000 - index * 311), user_id: index % 3 ? ADMIN.id : USER.id, user_name: index % 3 ? ADMIN.display_name : USER.display_name, total_tokens_in: 30_000 + index * 97,
  }, [], terminal('run_completed'))
}

export const artifacts = (entry: Live): Artifact[] => artifactsOf(entry.run.id, entry.gates, entry.run.template)

export function visible(user: { id: string; role: string }, entry: Live | undefined): entry is Live {
  return entry !== undefined && (user.role === 'admin' || entry.run.user_id === user.id)
}

function emit(entry: Live, type: RunEventType, of: Partial<RunEvent> = {}) {
  const event: RunEvent = { seq: (entry.events.at(-1)?.seq ?? 0) + 1, at: new Date().toISOString(), type, gates_passed: entry.run.gates_passed, total_gates: entry.run.total_gates, total_cost_usd: entry.run.total_cost_usd, ...of }
  entry.events.push(event)
  for (const listener of [...entry.listeners]) listener(event)
}

/** Starts a run that goes through its stages; the word `fail` stops at the sixth, as a check of a draft would. */
export function start(of: Partial<Run>): Live {
  const id = `run-${crypto.randomUUID().slice(0, 8)}`
  const now = new Date().toISOString()
  const entry = put({ ...of, id, status: 'pending', gates_passed: 0, gates_failed: 0, total_tokens_in: 0, total_tokens_out: 0, total_cost_usd: 0, created_at: now, started_at: null, completed_at: null }, attempts(id, 0, 'none', Date.now()))
  setTimeout(() => {
    entry.run.status = 'running'
    entry.run.started_at = new Date().toISOString()
    emit(entry, 'run_started')
    step(entry)
  }, SHORTEST_MS)
  return entry
}

/** Works on the first gate that is not over. */
export function step(entry: Live) {
  const { run: of, gates } = entry
  if (of.status !== 'running') return
  const newest = (id: string) => gates.filter((item) => item.gate_id === id).sort((a, b) => b.attempt_number - a.attempt_number)[0]
  const stage = STAGES.find((candidate) => ['pending', 'failed'].includes(newest(candidate.id)?.status ?? 'pending'))
  if (!stage) return finish(entry, 'completed', 'run_completed')
  const attempt = newest(stage.id)
  if (!attempt) return
  const began = Date.now()
  Object.assign(attempt, { status: 'running', started_at: new Date(began).toISOString(), cause: attempt.cause })
  of.current_gate = stage.id
  emit(entry, 'gate_started', { gate: stage.id, gate_name: stage.name, attempt: attempt.attempt_number, status: 'running' })
  setTimeout(() => {
    if (of.status !== 'running') return
    const duration = Date.now() - began
    const fails = stage.id === 'G6' && text(of.intent.word).toLowerCase() === 'fail' && attempt.attempt_number < 3
    Object.assign(attempt, { duration_ms: duration, tokens_in: stage.model ? 2100 : 0, tokens_out: stage.model ? 640 : 0, cost_usd: stage.model ? 0.0093 : 0 })
    of.total_cost_usd = of.total_cost_usd + (attempt.cost_usd ?? 0)
    of.total_tokens_in += attempt.tokens_in
    of.total_tokens_out += attempt.tokens_out
    if (stage.id === 'G10') {
      Object.assign(attempt, { awaiting_approval: true, validation_results: checks(stage, 'pass') })
      pause(entry, 'approval', stage.id, stage.name, `${stage.id} ${stage.name} waits for approval`); return;
    }
    Object.assign(attempt, { status: fails ? 'failed' : 'passed', completed_at: new Date().toISOString(), validation_results: checks(stage, fails ? 'fail' : 'pass', attempt.attempt_number), fail_codes: fails ? ['QUOTE_NOT_FOUND', 'NUMBER_UNSUPPORTED'] : [] })
    if (fails) {
      of.gates_failed += 1
      emit(entry, 'gate_failed', { gate: stage.id, gate_name: stage.name, attempt: attempt.attempt_number, fail_codes: attempt.fail_codes })
      pause(entry, 'decision', stage.id, stage.name, `${stage.id} ${stage.name} failed: QUOTE_NOT_FOUND`); return;
    }
    of.gates_passed += 1
    emit(entry, 'gate_passed', { gate: stage.id, gate_name: stage.name, attempt: attempt.attempt_number })
    step(entry)
  }, Math.max(SHORTEST_MS, (stage.seconds * 1000) / HASTE / 8))
}

function pause(entry: Live, kind: 'approval' | 'decision', gateId: string, title: string, reason: string) {
  Object.assign(entry.run, { status: 'paused', pause_reason: reason, waiting_for: { kind, gate: gateId, title }, main_artifact_id: mainOf(artifacts(entry)) })
  emit(entry, 'run_paused', { gate: gateId, reason })
}

function finish(entry: Live, status: Run['status'], event: RunEventType) {
  Object.assign(entry.run, { status, completed_at: new Date().toISOString(), waiting_for: null, pause_reason: null, current_gate: null, main_artifact_id: mainOf(artifacts(entry)) })
  emit(entry, event)
}

function goOn(entry: Live) {
  Object.assign(entry.run, { status: 'running', waiting_for: null, pause_reason: null })
  emit(entry, 'run_resumed')
  step(entry)
}

export function cancel(entry: Live) {
  finish(entry, 'cancelled', 'run_cancelled')
}

export function decide(entry: Live, gateId: string, decision: 'approved' | 'skipped' | 'rerun', by: string, reason: string): string | null {
  const newest = entry.gates.filter((item) => item.gate_id === gateId).sort((a, b) => b.attempt_number - a.attempt_number)[0]
  if (!newest) return 'There is no such gate.'
  if (entry.run.status === 'running') return `The run is working on ${entry.run.current_gate ?? 'a gate'}. Wait for it, or cancel the run.`
  if (decision === 'rerun') {
    newest.superseded = true
    entry.gates.push(gate({ ...newest, id: `${newest.id}r`, attempt_number: newest.attempt_number + 1, status: 'pending', cause: 'rerun', superseded: false, awaiting_approval: false, validation_results: [], fail_codes: [], started_at: null, completed_at: null, duration_ms: 0, cost_usd: null, tokens_in: 0, tokens_out: 0 }))
  } else {
    Object.assign(newest, { status: decision === 'approved' ? 'passed' : 'skipped', awaiting_approval: false, completed_at: new Date().toISOString(), decision, decided_by: by, decided_via: 'web', decision_reason: reason })
    entry.run.gates_passed += 1
    emit(entry, decision === 'approved' ? 'gate_passed' : 'gate_skipped', { gate: gateId })
  }
  goOn(entry)
  return null
}

export { goOn as resume }
