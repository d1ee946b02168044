// What a run's plan and the attempts of its steps say together. Pure; the pages only show it.
import type { FlowApproval, FlowFailure, FlowPause, FlowPlan, FlowPlanStep, FlowRun, FlowRunStatus, FlowStep, Json } from '@/api/types'
import type { Status } from '@/ui/status'
import { waitsForPerson } from './waits'

export interface StepRow {
  id: string
  title: string
  plan: FlowPlanStep | undefined
  /** Newest first; none before the step began. */
  attempts: FlowStep[]
}

/** Every step of the plan in its order, begun or not. */
export function stepRows(plan: FlowPlan, steps: FlowStep[]): StepRow[] {
  const byStep = new Map<string, FlowStep[]>()
  for (const attempt of steps) byStep.set(attempt.step, [...(byStep.get(attempt.step) ?? []), attempt])
  const rows = plan.steps.map((step): StepRow => ({ id: step.id, title: step.title ?? step.id, plan: step, attempts: newestFirst(byStep.get(step.id)) }))
  // Nothing that was done is hidden, whatever the plan says.
  const known = new Set(rows.map((row) => row.id))
  for (const [id, attempts] of byStep) if (!known.has(id)) rows.push({ id, title: attempts[0]?.title ?? id, plan: undefined, attempts: newestFirst(attempts) })
  return rows
}

const newestFirst = (attempts: FlowStep[] = []) => [...attempts].sort((a, b) => b.attempt - a.attempt)

export const OPEN = new Set<FlowRunStatus>(['pending', 'running', 'paused'])
export const isOpen = (run: FlowRun | undefined) => run !== undefined && OPEN.has(run.status)

/** A pause that only a person can end needs that person. */
export const flowRunStatus = (run: Pick<FlowRun, 'status' | 'pause'>): Status => (run.status === 'paused' && waitsForPerson(run.pause) ? 'waiting' : run.status)

const DONE = new Set<FlowStep['status']>(['passed', 'warning', 'skipped'])
/** Whether what builds on a step may begin. */
export const isDone = (attempt: FlowStep | undefined) => attempt !== undefined && DONE.has(attempt.status)

/** Nobody has decided in time. */
export const isOverdue = (attempt: FlowStep | undefined) => attempt?.status === 'awaiting_approval' && attempt.decision?.decision === 'escalated'

/** What stands beside the shape and the colour of an attempt's status where that says more than the status itself. */
export function stepWord(attempt: FlowStep | undefined, plan: FlowPlanStep | undefined): string | undefined {
  if (isOverdue(attempt)) return 'Overdue'
  return attempt?.status === 'running' && isWait(plan) ? 'Waits' : undefined
}

/** What the gate of a step asks of people, where it says more than that somebody must approve. */
export function approvalOf(step: FlowPlanStep | undefined): FlowApproval {
  const approval = step?.gate?.approval
  return typeof approval === 'object' ? approval : {}
}

/** Whether some step of a plan says how what it did is taken back. */
export const takesBack = (plan: FlowPlan | undefined) => plan?.steps.some((step) => step.undo !== undefined) ?? false

export function stepStatus(attempt: FlowStep | undefined): Status {
  if (!attempt) return 'pending'
  return attempt.status === 'awaiting_approval' ? 'waiting' : attempt.status
}

/** Why a run holds, in a sentence. */
export function pauseWords(pause: FlowPause): string {
  switch (pause.kind) {
    case 'approval_required':
      return `${pause.step} waits for approval`
    case 'gate_failed':
      return `${pause.step} failed: ${pause.code}`
    case 'requested':
      return `Held: ${pause.reason}`
    case 'projection':
      return `What it did could not be stored: ${pause.message}`
  }
}

export const failureWords = (failure: FlowFailure): string => [failure.step && `in ${failure.step}`, failure.message].filter(Boolean).join(': ')

type Object_ = { [key: string]: Json }
const isObject = (value: Json | undefined): value is Object_ => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The conditions of a step that waits. */
function conditions(step: FlowPlanStep | undefined): Object_[] {
  const wait = step?.work.wait
  if (!isObject(wait)) return []
  const several = wait.any ?? wait.all
  return Array.isArray(several) ? several.filter(isObject) : [wait]
}

/** Whether a step does nothing but wait; what ends the rounds of a loop runs only while the loop pauses. */
export const isWait = (step: FlowPlanStep | undefined) => step !== undefined && ('wait' in step.work || 'repeat' in step.work)

/** The signals that a step waits for. */
export const signalsOf = (step: FlowPlanStep | undefined): string[] => conditions(step).flatMap((condition) => (typeof condition.signal === 'string' ? [condition.signal] : []))

/** What a step does, in a few words. */
export function workWords(step: FlowPlanStep | undefined): string {
  if (!step) return ''
  const { effect, each, wait, repeat } = step.work
  if (isObject(effect) && effect.effect === 'child' && isObject(effect.with) && typeof effect.with.flow === 'string') return `run of ${effect.with.flow}`
  if (isObject(effect) && typeof effect.effect === 'string') return effect.effect
  if (isObject(each)) return isObject(each.call) && typeof each.call.effect === 'string' ? `${each.call.effect} for each` : 'for each'
  if (isObject(wait)) {
    const words = conditions(step).map((condition) => (typeof condition.signal === 'string' ? condition.signal : 'until' in condition ? 'a point in time' : 'a length of time'))
    return `wait for ${words.join('all' in wait ? ' and ' : ' or ')}`
  }
  if (isObject(repeat) && typeof repeat.from === 'string') return `again from ${repeat.from}, ${typeof repeat.at_most === 'number' ? `at most ${repeat.at_most} rounds` : 'in rounds'}`
  return Object.keys(step.work)[0] ?? ''
}

/** What a reader most likely came for: what waits or failed, else what runs, else the end. */
export function firstOfInterest(run: FlowRun, rows: StepRow[]): string | undefined {
  const held = run.pause && 'step' in run.pause ? run.pause.step : run.failure?.step
  if (held) return held
  const is = (status: FlowStep['status']) => rows.find((row) => row.attempts[0]?.status === status)?.id
  return is('awaiting_approval') ?? is('failed') ?? is('running') ?? rows.findLast((row) => row.attempts.length > 0)?.id ?? rows[0]?.id
}

/** Whether a run goes on and none of its steps is at work, failed or waits for somebody: what is of interest begins in a moment. */
export const isBetweenSteps = (run: FlowRun, rows: StepRow[]) =>
  (run.status === 'pending' || run.status === 'running') && !rows.some((row) => ['running', 'awaiting_approval', 'failed'].includes(row.attempts[0]?.status ?? ''))

export interface Decisions {
  /** It goes no further without a decision. */
  stuck: boolean
  approve: boolean
  reject: boolean
  rerun: boolean
  skip: boolean
}

/** What a person may decide about a step's newest attempt. The server has the last word. */
export function decisions(run: FlowRun, row: StepRow): Decisions {
  const latest = row.attempts[0]
  const status = latest?.status
  // While what was done is taken back, or the run waits to be let in, nothing can be decided.
  const open = isOpen(run) && run.failure?.cleaning_up !== true && !run.waits
  const stuck = open && (status === 'awaiting_approval' || status === 'failed')
  return {
    stuck,
    // What failed before there was something to check gave nothing that could count.
    approve: stuck && (status === 'awaiting_approval' || latest?.verdict !== null),
    reject: stuck && status === 'awaiting_approval',
    rerun: open && status !== undefined && status !== 'running' && status !== 'reset',
    skip: open && (stuck || status === undefined || (status === 'running' && isWait(row.plan))),
  }
}
