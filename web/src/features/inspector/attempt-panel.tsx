import { useQuery } from '@tanstack/react-query'
import { FastForward, RotateCcw, Stamp } from 'lucide-react'
import { useState } from 'react'
import { attemptQuery } from '@/api/queries'
import type { GateAttempt, Run } from '@/api/types'
import type { InspectorSearch, InspectorTab } from '@/app/search'
import { Button } from '@/ui/button'
import { Facts } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { Code, StatusBadge } from '@/ui/status'
import { Tabs } from '@/ui/tabs'
import { compact, duration, words } from '@/ui/format'
import { Time } from '@/ui/time'
import { Money, Unknown } from '@/ui/values'
import { CheckList } from './check-list'
import { FilesTab } from './files-tab'
import { ApproveDialog, RerunDialog, SkipDialog } from './gate-dialogs'
import { TextTab } from './text-tab'

interface AttemptPanelProps {
  run: Run
  /** Of one gate, newest first. */
  attempts: GateAttempt[]
  search: InspectorSearch
  onChange: (change: InspectorSearch) => void
}

/** The chosen step: which attempt, what a person can do about it, and all that is known of the attempt. */
export function AttemptPanel({ run, attempts, search, onChange }: AttemptPanelProps) {
  const [dialog, setDialog] = useState<'rerun' | 'skip' | 'approve'>()
  const latest = attempts[0]
  const attempt = attempts.find((item) => item.attempt_number === search.attempt) ?? latest
  if (!attempt || !latest) return null
  const against = attempts.find((item) => item.attempt_number === search.against && item !== attempt)
  const open = !['completed', 'failed', 'cancelled'].includes(run.status)
  const failed = latest.status === 'failed'
  const close = () => setDialog(undefined)
  return (
    <>
      <div className="shrink-0 px-4 pt-3 pb-2">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="min-w-0 flex-1 truncate text-base"><span className="mr-2 font-mono text-xs font-normal text-ink-3">{attempt.gate_id}</span>{attempt.gate_name}</h2>
          {open && (latest.awaiting_approval || failed) && <Button size="sm" look="primary" onClick={() => setDialog('approve')}><Stamp /> Approve</Button>}
          {open && latest.status !== 'pending' && latest.status !== 'running' && <Button size="sm" onClick={() => setDialog('rerun')}><RotateCcw /> Rerun</Button>}
          {open && (failed || latest.status === 'pending') && <Button size="sm" onClick={() => setDialog('skip')}><FastForward /> Skip</Button>}
        </div>
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-xs text-ink-2">
          <StatusBadge status={attempt.awaiting_approval ? 'waiting' : attempt.status} />
          <span className="flex items-center gap-1.5">
            <span aria-hidden>Attempt</span>
            <select aria-label="Attempt" value={attempt.attempt_number} onChange={(event) => onChange({ attempt: Number(event.target.value), against: undefined })} className="h-7 rounded-md border border-line-strong bg-surface px-1.5 text-xs max-md:h-10">
              {attempts.map((item) => <option key={item.attempt_number} value={item.attempt_number}>{item.attempt_number} of {latest.max_attempts}, {item.status}</option>)}
            </select>
          </span>
          {attempts.length > 1 && (
            <span className="flex items-center gap-1.5">
              <span aria-hidden>beside</span>
              <select aria-label="Beside" value={against?.attempt_number ?? ''} onChange={(event) => onChange({ against: Number(event.target.value) || undefined })} className="h-7 rounded-md border border-line-strong bg-surface px-1.5 text-xs max-md:h-10">
                <option value="">none</option>
                {attempts.filter((item) => item !== attempt).map((item) => <option key={item.attempt_number} value={item.attempt_number}>attempt {item.attempt_number}, {item.status}</option>)}
              </select>
            </span>
          )}
          {attempt.fail_codes.map((code) => <Code key={code} tone="bad">{code}</Code>)}
          <span className="num ml-auto flex gap-3">
            <span className="min-w-14 text-right">{attempt.completed_at === null && !attempt.awaiting_approval ? <Unknown why={attempt.started_at === null ? 'Not begun yet.' : 'Not over yet.'} /> : duration(attempt.duration_ms)}</span>
            <span className="min-w-28 text-right">{compact(attempt.tokens_in)} in, {compact(attempt.tokens_out)} out</span>
            <span className="min-w-12 text-right">{attempt.started_at !== null && <Money usd={attempt.cost_usd} />}</span>
          </span>
        </div>
      </div>
      <AttemptTabs run={run} attempt={attempt} against={against} tab={search.tab ?? 'checks'} onTab={(tab) => onChange({ tab })} />
      {dialog === 'rerun' && <RerunDialog run={run} attempt={latest} onClose={close} />}
      {dialog === 'skip' && <SkipDialog run={run} attempt={latest} onClose={close} />}
      {dialog === 'approve' && <ApproveDialog run={run} attempt={latest} onClose={close} />}
    </>
  )
}

interface AttemptTabsProps {
  run: Run
  attempt: GateAttempt
  against: GateAttempt | undefined
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
}

function AttemptTabs({ run, attempt, against, tab, onTab }: AttemptTabsProps) {
  const detail = useQuery(attemptQuery(run.id, attempt.gate_id, attempt.attempt_number))
  const other = useQuery({ ...attemptQuery(run.id, attempt.gate_id, against?.attempt_number ?? 0), enabled: against !== undefined })
  const failedChecks = attempt.validation_results.filter((check) => !check.passed).length
  const needDetail = (content: (loaded: NonNullable<typeof detail.data>) => React.ReactNode) =>
    detail.data ? content(detail.data)
    : detail.error ? <ErrorState error={detail.error} retry={() => void detail.refetch()} />
    : <SkeletonRows rows={8} />
  const scroll = (content: React.ReactNode) => <div className="h-full overflow-y-auto max-lg:pb-8">{content}</div>
  return (
    <Tabs
      label="About this attempt"
      value={tab}
      onChange={onTab}
      tabs={[
        {
          id: 'checks',
          label: <>Checks <span className="num text-ink-3">{attempt.validation_results.length === 0 ? '' : failedChecks === 0 ? attempt.validation_results.length : `${failedChecks} of ${attempt.validation_results.length} failed`}</span></>,
          content: () => scroll(<CheckList key={attempt.id} run={run} attempt={attempt} against={against} />),
        },
        {
          id: 'output',
          label: 'Output',
          content: () => scroll(needDetail((loaded) => <TextTab what="output" name={`${run.project_slug}-${attempt.gate_id}-${attempt.attempt_number}-output.txt`} attempt={attempt} text={loaded.raw_output} against={against} other={other.data?.raw_output} />)),
        },
        {
          id: 'prompt',
          label: 'Prompt',
          content: () => scroll(needDetail((loaded) => <TextTab what="prompt" name={`${run.project_slug}-${attempt.gate_id}-${attempt.attempt_number}-prompt.md`} attempt={attempt} text={loaded.prompt_packet} against={against} other={other.data?.prompt_packet} />)),
        },
        { id: 'files', label: 'Files', content: () => scroll(needDetail((loaded) => <FilesTab artifacts={loaded.artifacts} other={other.data?.artifacts} />)) },
        { id: 'facts', label: 'Facts', content: () => scroll(<AttemptFacts attempt={attempt} />) },
      ]}
    />
  )
}

const CAUSES: Record<GateAttempt['cause'], string> = {
  ready: 'what it needs was done',
  repair: 'the attempt before failed its checks',
  again: 'the attempt before broke off',
  rerun: 'somebody asked for it',
  upstream: 'a step before it was rerun',
}

function AttemptFacts({ attempt }: { attempt: GateAttempt }) {
  return (
    <Facts
      className="p-4"
      facts={[
        ['Phase', words(attempt.phase ?? 'not known')],
        ['Stage', <Code key="stage">{attempt.stage_id}</Code>],
        ['Agent', attempt.agent_slug ?? 'none: an activity'],
        ['Model', attempt.model_id ? `${attempt.model_id} (${attempt.model_provider ?? 'provider not known'})` : 'none: an activity'],
        ['Began because', CAUSES[attempt.cause]],
        ['Started', attempt.started_at ? <Time full key="started" at={attempt.started_at} /> : <Unknown key="started" why="Not begun yet." />],
        ['Ended', attempt.completed_at ? <Time full key="ended" at={attempt.completed_at} /> : <Unknown key="ended" why="Not over yet." />],
        ['Superseded', attempt.superseded ? 'yes, a later attempt counts' : 'no'],
        ...(attempt.decision ? [
          ['Decision', `${words(attempt.decision)} by ${attempt.decided_by ?? 'somebody unknown'}${attempt.decided_via ? ` via ${attempt.decided_via}` : ''}`] as [string, string],
          ['Reason', attempt.decision_reason ?? 'none was given'] as [string, string],
        ] : []),
      ]}
    />
  )
}
