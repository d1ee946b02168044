// The made-up server's dead letters, archive and retention.
import type { ArchivedRun, DeadLetter, DeadLetterCount, FlowRun, PutAway, Redriven, Retention } from '../src/api/types'
import { ADMIN, USER, before } from './fixtures.ts'
import * as flows from './flows.ts'
import * as world from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Failed runs that nothing took up, and those that hold because something failed; templates are there once, to be seen. */
export function deadLetters(): DeadLetter[] {
  const ofFlows = [...flows.going.values()].map((entry) => entry.run).filter((run) => (run.status === 'failed' && run.redriven_as === null) || (run.status === 'paused' && run.pause?.kind === 'gate_failed')).map((run): DeadLetter => ({
    id: run.id, user_id: run.user_id, kind: 'flow', name: run.name, version: run.version === null ? null : String(run.version), status: run.status === 'failed' ? 'failed' : 'paused',
    code: run.failure?.code ?? (run.pause?.kind === 'gate_failed' ? run.pause.code : null), step: run.failure?.step ?? (run.pause && 'step' in run.pause ? run.pause.step : null), message: run.failure?.message ?? 'The step has no attempts left; rerun, skip or approve it.',
    since: run.ended_at ?? run.created_at, created_at: run.created_at,
  }))
  const ofTemplates = [...world.live.values()].map((entry) => entry.run).filter((run) => run.status === 'failed' || run.waiting_for?.kind === 'decision').map((run): DeadLetter => ({
    id: run.id, user_id: run.user_id, kind: 'template', name: run.template, version: run.version, status: run.status === 'failed' ? 'failed' : 'paused', code: 'GATE_FAILED', step: run.waiting_for?.gate ?? null, message: run.pause_reason, since: run.started_at ?? run.created_at, created_at: run.created_at,
  }))
  return [...ofFlows, ...ofTemplates].sort((a, b) => b.created_at.localeCompare(a.created_at))
}

export function count(all: DeadLetter[]): DeadLetterCount[] {
  const counts = new Map<string, DeadLetterCount>()
  for (const { kind, name, code } of all) {
    const key = `${kind} ${name} ${code ?? ''}`
    counts.set(key, { kind, name, code, runs: (counts.get(key)?.runs ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.runs - a.runs)
}

/** What failed is forked; what holds has no attempts left here, and is refused. */
export function redrive(id: string, by: string): Redriven {
  const entry = flows.going.get(id)
  if (!entry || entry.run.status !== 'failed') return { id, state: 'refused', run_id: null, code: 'ATTEMPTS_EXHAUSTED', message: 'It has no attempts left; rerun the step, skip or approve it.' }
  const made = flows.fork(entry, [], undefined)
  if (!made) return { id, state: 'refused', run_id: null, code: 'NOT_A_DEAD_LETTER', message: `Nothing of it failed, says ${by}.` }
  entry.run.redriven_as = made.run.id
  return { id, state: 'forked', run_id: made.run.id, code: null, message: null }
}

export const archived: ArchivedRun[] = []

export function putAway(user: string, { runs, ended_before, name }: { runs?: string[]; ended_before?: string; name?: string }): PutAway {
  const done: PutAway = { archived: [], kept: [], more: false }
  for (const { run } of [...flows.going.values()]) {
    if (run.user_id !== user || !(runs ? runs.includes(run.id) : run.ended_at !== null && run.ended_at < (ended_before ?? '') && (!name || run.name === name))) continue
    if (run.ended_at === null) done.kept.push({ id: run.id, code: 'RUN_OPEN', message: 'It has not ended; cancel it first.' })
    else if (run.parent_id !== null) done.kept.push({ id: run.id, code: 'PARENT_OPEN', message: 'The run whose step started it is under way.' })
    else {
      file(run)
      flows.going.delete(run.id)
      done.archived.push(run.id)
    }
  }
  return done
}

function file(run: Pick<FlowRun, 'id' | 'user_id' | 'name' | 'version' | 'attributes' | 'steps_total' | 'created_at' | 'started_at' | 'ended_at'> & { status: string }, of: Partial<ArchivedRun> = {}) {
  archived.unshift({
    id: run.id, user_id: run.user_id, name: run.name, version: run.version, status: run.status as ArchivedRun['status'], attributes: run.attributes, failure: null, steps_total: run.steps_total, cost_nanos: 0,
    created_at: run.created_at, started_at: run.started_at, ended_at: run.ended_at ?? run.created_at, archived_at: new Date().toISOString(), restored_at: null, size_bytes: 2_413, ...of,
  })
}

export function restore(run: ArchivedRun): FlowRun {
  run.restored_at = new Date().toISOString()
  const plan = flows.kept.find((entry) => entry.flow.name === run.name)?.versions[0]?.plan
  return flows.bringBack(plan, { id: run.id, user_id: run.user_id, name: run.name, version: run.version, status: run.status, attributes: run.attributes, steps_done: run.steps_total, created_at: run.created_at, started_at: run.started_at, ended_at: run.ended_at }).run
}

for (let index = 60; index > 0; index--) {
  const at = (ms: number) => before((100 + index * 3) * DAY - ms)
  file({
    id: `019ab000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`, user_id: index % 9 === 2 ? USER.id : ADMIN.id, name: index % 3 ? 'greeting' : 'nightly-report', version: 1, attributes: { team: index % 2 ? 'red' : 'blue' }, steps_total: index % 3 ? 3 : 2,
    status: index % 7 === 3 ? 'failed' : index % 11 === 4 ? 'cancelled' : 'completed', created_at: at(0), started_at: at(60), ended_at: at(90_000),
  }, { archived_at: before((10 + index * 3) * DAY), size_bytes: 2_000 + index * 731, restored_at: index === 5 ? before(DAY) : null })
}

export const retention: Retention = { all: { keep_days: 90, archive: true }, flows: { 'nightly-report': { keep_days: 7, archive: false } }, limits: { default: { keep_days: null, archive: true }, most_days: 400 } }
export const say = (said: Partial<Retention>) => Object.assign(retention, said)
