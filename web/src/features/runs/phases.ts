// What somebody who waits is told: phases in ordinary words, never the machinery behind them.
import type { GateAttempt, GateStatus, Phase, Run } from '@/api/types'

const WORDS: Record<Phase, { doing: string; done: string }> = {
  intake: { doing: 'Understanding your request', done: 'Understood your request' },
  research: { doing: 'Gathering sources', done: 'Gathered sources' },
  design: { doing: 'Planning', done: 'Planned' },
  production: { doing: 'Writing', done: 'Written' },
  audit: { doing: 'Checking the facts', done: 'Checked the facts' },
  publication: { doing: 'Finishing', done: 'Finished' },
}

export const phaseWord = (phase: Phase) => WORDS[phase].doing

export type PhaseState = 'done' | 'active' | 'stuck' | 'waiting'

export interface PhaseRow {
  phase: Phase
  label: string
  state: PhaseState
  done: number
  of: number
}

const SETTLED = new Set<GateStatus>(['passed', 'skipped', 'warning'])

/** The newest attempt of each gate, in the order of the pipeline. */
export function latestAttempts(gates: GateAttempt[]): GateAttempt[] {
  const newest = new Map<string, GateAttempt>()
  for (const gate of gates) {
    const known = newest.get(gate.gate_id)
    if (!known || gate.attempt_number > known.attempt_number) newest.set(gate.gate_id, gate)
  }
  return [...newest.values()].sort((a, b) => a.gate_order - b.gate_order)
}

/** One row per phase, in the order in which the phases begin. */
export function phaseRows(gates: GateAttempt[]): PhaseRow[] {
  const rows = new Map<Phase, GateAttempt[]>()
  for (const gate of latestAttempts(gates)) {
    const phase = gate.phase ?? 'production'
    rows.set(phase, [...(rows.get(phase) ?? []), gate])
  }
  return [...rows].map(([phase, members]) => {
    const done = members.filter((gate) => SETTLED.has(gate.status)).length
    const state: PhaseState =
      done === members.length ? 'done'
      : members.some((gate) => gate.status === 'failed' || gate.awaiting_approval) ? 'stuck'
      : members.some((gate) => gate.status === 'running') ? 'active'
      : 'waiting'
    return { phase, label: state === 'done' ? WORDS[phase].done : WORDS[phase].doing, state, done, of: members.length }
  })
}

/** Whether every step held by itself. What a person let through, or left out, did not. */
function howWell(steps: GateAttempt[]): string {
  if (steps.length === 0) return ''
  const leftOut = steps.filter((step) => step.status === 'skipped').length
  const letThrough = steps.filter((step) => step.decision === 'approved' && step.fail_codes.length > 0).length
  const remarked = steps.filter((step) => step.status === 'warning' && step.decision === null).length
  const parts = [
    letThrough > 0 && `${letThrough === 1 ? 'one step was' : `${letThrough} steps were`} let through by a person although a check did not hold`,
    leftOut > 0 && `${leftOut === 1 ? 'one step was' : `${leftOut} steps were`} left out`,
    remarked > 0 && `${remarked === 1 ? 'one step has' : `${remarked} steps have`} a remark`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return 'Every step passed its checks.'
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** One sentence on where a run stands, for the person it belongs to. */
export function runSentence(run: Run, gates: GateAttempt[] = []): string {
  switch (run.status) {
    case 'pending':
      return 'Waiting for its turn. It starts by itself.'
    case 'running':
      return 'Working on it. You can close this page; it goes on.'
    case 'paused':
      return run.waiting_for?.kind === 'approval'
        ? 'Look at it, then accept it to finish.'
        : 'A check did not hold, so the work stopped here instead of going on with something doubtful. Somebody has to look at it first.'
    case 'completed':
      return `Finished. ${howWell(latestAttempts(gates))}`.trim()
    case 'failed':
      return 'This could not be finished. Nothing was published. Starting it again with the same values is safe.'
    case 'cancelled':
      return 'Called off. What had been made until then is kept below.'
  }
}
