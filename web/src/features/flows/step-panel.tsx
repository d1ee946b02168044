import { Download, FastForward, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { downloadFlowFile, rerunStep, skipStep } from '@/api/mutations'
import type { FlowCause, FlowDecision, FlowFailure, FlowPlan, FlowRun, FlowStep, FlowStepFile, FlowUndo } from '@/api/types'
import type { FlowRunSearch } from '@/app/search'
import { useMe } from '@/auth/me'
import { CheckRow, byWeight } from '@/features/inspector/check-row'
import { Quotes } from '@/features/inspector/evidence-text'
import { Button } from '@/ui/button'
import { Field, Textarea } from '@/ui/field'
import { bytes, duration } from '@/ui/format'
import { Facts } from '@/ui/page'
import { ReasonDialog } from '@/ui/reason-dialog'
import { Code, StatusBadge, TONE_TINT } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'
import { DecideForm } from './decide-form'
import { readJson } from './input-schema'
import { JsonPart } from './json-part'
import { SignalForm } from './signal-form'
import { decisions, isOpen, isWait, signalsOf, stepStatus, stepWord, workWords } from './steps'
import type { StepRow } from './steps'

const CAUSES: Record<FlowCause, string> = {
  ready: 'what it needs was done',
  repair: 'the attempt before failed its checks',
  again: 'the attempt before broke off',
  rerun: 'somebody asked for it',
  upstream: 'a step before it was rerun',
  sent_back: 'a later step sent the work back',
  round: 'its loop goes round again',
}

interface StepPanelProps {
  run: FlowRun
  row: StepRow
  signals: NonNullable<FlowPlan['signals']>
  search: FlowRunSearch
  onChange: (change: FlowRunSearch) => void
  now: number
}

/** The chosen step: what a person can do about it, and all that is known of an attempt. */
export function StepPanel({ run, row, signals, search, onChange, now }: StepPanelProps) {
  const [dialog, setDialog] = useState<'rerun' | 'skip'>()
  const latest = row.attempts[0]
  const attempt = row.attempts.find((item) => item.attempt === search.attempt) ?? latest
  const can = decisions(run, row)
  const isLatest = attempt === latest
    // The forms of all signals stand in their tab.
  const awaited = search.tab !== 'signals' && isOpen(run) && latest?.status === 'running' ? signalsOf(row.plan) : []
  const spent = attempt && (attempt.ended_at ? Date.parse(attempt.ended_at) : now) - Date.parse(attempt.started_at)
  return (
    <>
      <div className="grid gap-2 border-b border-line px-4 py-3">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="min-w-0 flex-1 text-base break-words">{row.title}</h2>
          {/* What waits for a decision has its own form below. */}
          {isLatest && !can.stuck && can.rerun && <Button size="sm" onClick={() => setDialog('rerun')}><RotateCcw /> Rerun</Button>}
          {isLatest && !can.stuck && can.skip && <Button size="sm" onClick={() => setDialog('skip')}><FastForward /> Skip</Button>}
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-xs text-ink-2">
          <StatusBadge status={stepStatus(attempt)} word={stepWord(attempt, row.plan)} />
          {row.attempts.length > 1 && attempt && (
            <span className="flex items-center gap-1.5">
              <span aria-hidden>Attempt</span>
              <select aria-label="Attempt" value={attempt.attempt} onChange={(event) => onChange({ step: row.id, attempt: Number(event.target.value) === latest?.attempt ? undefined : Number(event.target.value) })} className="h-7 rounded-md border border-line-strong bg-surface px-1.5 text-xs max-md:h-10">
                {row.attempts.map((item) => <option key={item.attempt} value={item.attempt}>{item.attempt}, {item.status.replace('_', ' ')}</option>)}
              </select>
            </span>
          )}
          <span>{workWords(row.plan)}</span>
          <span className="num ml-auto">{spent === undefined ? <Unknown why="Not begun yet." /> : attempt?.status === 'running' || attempt?.status === 'awaiting_approval' ? `since ${duration(Math.max(0, Math.floor(spent / 1000) * 1000))}` : duration(spent)}</span>
        </div>
      </div>
      <div className="grid grid-cols-1 gap-4 p-4">
        {attempt?.failure && <Failure attempt={attempt} failure={attempt.failure} />}
        {isLatest && latest && can.stuck && <DecideForm key={latest.attempt} run={run} row={row} attempt={latest} can={can} onRerun={() => setDialog('rerun')} />}
        {awaited.map((name) => <SignalForm key={name} runId={run.id} name={name} schema={signals[name]?.schema} awaited />)}
        {attempt ? <AttemptParts run={run} row={row} attempt={attempt} /> : <p className="text-sm text-ink-2">{notBegun(run, row)}</p>}
      </div>
      {dialog === 'rerun' && <RerunDialog run={run} row={row} onClose={() => setDialog(undefined)} />}
      {dialog === 'skip' && (
        <ReasonDialog
          title={`Skip ${row.title}`}
          consequence="The step is passed over and the run goes on without its value. Later steps that need it will fail."
          verb="Skip the step"
          required
          act={(reason) => skipStep(run.id, row.id, reason)}
          touches={[['flow-runs']]}
          done={`${row.id} skipped`}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  )
}

function notBegun(run: FlowRun, row: StepRow): string {
  if (!isOpen(run)) return 'It never began: the run ended before.'
  const needs = row.plan?.needs ?? []
  return needs.length > 0 ? `Not begun. It needs ${needs.join(', ')}.` : 'Not begun yet.'
}

function RerunDialog({ run, row, onClose }: { run: FlowRun; row: StepRow; onClose: () => void }) {
  const number = row.attempts[0]?.attempt ?? 0
  const [changes, setChanges] = useState('')
  const act = (reason: string) => {
    const read = changes.trim() === '' ? undefined : readJson(changes)
    if (read?.problem !== undefined) throw new Error(read.problem)
    return rerunStep(run.id, row.id, { reason: reason || undefined, arguments: read?.value })
  }
  return (
    <ReasonDialog
      title={`Rerun ${row.title}`}
      consequence={`Attempt ${number + 1} begins. Attempt ${number} stays as it is; steps that build on it are done again.`}
      verb="Rerun"
      required={false}
      act={async (reason) => act(reason)}
      touches={[['flow-runs']]}
      done={`${row.id} runs again`}
      onClose={onClose}
    >
      {!isWait(row.plan) && (
        <Field label="Other arguments" optional help="A JSON object, merged over the step’s own.">
          {(control) => <Textarea rows={3} spellCheck={false} className="font-mono text-xs" value={changes} onChange={(event) => setChanges(event.target.value)} {...control} />}
        </Field>
      )}
    </ReasonDialog>
  )
}

/** Why an attempt failed, or why a try of it did that was followed by another. */
function Failure({ attempt, failure }: { attempt: FlowStep; failure: FlowFailure }) {
  const tone = attempt.status === 'failed' ? 'bad' : 'warn'
  return (
    <div className={`rounded-md px-3 py-2 text-sm ${TONE_TINT[tone]}`}>
      <Code tone={tone}>{failure.code}</Code> <span className="whitespace-pre-wrap">{failure.message}</span>{tone === 'warn' && attempt.tries > 1 && ` (try ${attempt.tries - 1}; it was tried again)`}
    </div>
  )
}

function AttemptParts({ run, row, attempt }: { run: FlowRun; row: StepRow; attempt: FlowStep }) {
  const checks = byWeight(attempt.verdict?.results ?? [])
  const over = attempt.ended_at !== null
  return (
    <>
      {attempt.undo && <Undo undo={attempt.undo} />}
      {attempt.decision && attempt.decision.decision !== 'escalated' && <Decision decision={attempt.decision} />}
      <JsonPart title="Value" value={attempt.value} none={over ? 'It gave no value.' : undefined} />
      {attempt.files.length > 0 && (
        <div>
          <h3 className="mb-1 text-sm">Files</h3>
          <ul className="divide-y divide-line rounded-md border border-line">{attempt.files.map((file) => <FileLine key={file.path} runId={run.id} file={file} />)}</ul>
        </div>
      )}
      {checks.length > 0 && (
        <div>
          <h3 className="mb-1 text-sm">Checks</h3>
          <ul className="-mx-4 divide-y divide-line">
            {checks.map((check, index) => <CheckRow key={`${check.type} ${check.target} ${index}`} check={check} startOpen={index === 0 && !check.passed} places={() => <Quotes places={check.evidence ?? []} />} />)}
          </ul>
        </div>
      )}
      <JsonPart title={Array.isArray(attempt.input) ? 'Arguments, one for each call' : 'Arguments'} value={attempt.input} startOpen={attempt.value === null} />
      <Facts
        facts={[
          ['Step', <code key="id" className="font-mono text-xs break-all">{row.id}</code>],
          ...(attempt.cause ? [['Began because', CAUSES[attempt.cause]] as [string, string]] : []),
          ['Started', <Time full key="started" at={attempt.started_at} />],
          ['Ended', attempt.ended_at ? <Time full key="ended" at={attempt.ended_at} /> : <Unknown key="ended" why="Not over yet." />],
          ...(attempt.tries > 1 ? [['Tries', <span key="tries" className="num">{attempt.tries}</span>] as [string, React.ReactNode]] : []),
        ]}
      />
    </>
  )
}

/** Whether what the step did was taken back. */
function Undo({ undo }: { undo: FlowUndo }) {
  const { tone, words } = ({
    running: { tone: 'run', words: 'What it did is being taken back.' },
    done: { tone: 'idle', words: 'What it did was taken back.' },
    failed: { tone: 'bad', words: 'What it did could not be taken back.' },
  } as const)[undo.status]
  return (
    <div className={`rounded-md px-3 py-2 text-sm ${TONE_TINT[tone]}`}>
      {words} {undo.failure && <><Code tone="bad">{undo.failure.code}</Code> <span className="whitespace-pre-wrap">{undo.failure.message}</span></>}
    </div>
  )
}

const DECIDED = { approved: 'Approved', rejected: 'Rejected', skipped: 'Skipped' }

function Decision({ decision }: { decision: FlowDecision & { decision: 'approved' | 'rejected' | 'skipped' } }) {
  const me = useMe()
  const by = decision.by === 'plan' ? 'by the plan' : decision.by === 'escalation' ? 'because nobody decided in time' : decision.by === me?.id ? 'by you' : `by ${decision.by}`
  return (
    <div className="text-sm">
      <h3 className="text-sm">{DECIDED[decision.decision]} {by}{decision.via ? <span className="font-normal text-ink-3"> via {decision.via}</span> : null}</h3>
      <p className="mt-1 text-ink-2">{decision.reason ?? 'No reason was given.'} <span className="text-ink-3"><Time at={decision.at} /></span></p>
      {decision.form !== null && decision.form !== undefined && <div className="mt-2"><JsonPart title="Filled in" value={decision.form} /></div>}
    </div>
  )
}

function FileLine({ runId, file }: { runId: string; file: FlowStepFile }) {
  const name = file.path.split('/').pop() ?? file.path
  const save = useAction({ run: () => downloadFlowFile(runId, file.sha256, name) })
  return (
    <li className="flex items-center gap-2 py-1 pr-1 pl-3 text-sm">
      <span className="min-w-0 flex-1 truncate font-mono text-xs">{file.path}</span>
      <span className="num text-xs text-ink-3">{bytes(file.size_bytes)}</span>
      <Button look="ghost" size="icon" aria-label={`Download ${file.path}`} pending={save.isPending} onClick={() => save.mutate()}><Download /></Button>
    </li>
  )
}
