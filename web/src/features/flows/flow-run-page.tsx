import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import clsx from 'clsx'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { flowChildrenQuery, flowPlanQuery, flowRunQuery, flowStepsQuery } from '@/api/queries'
import type { FlowPlan, FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import type { FlowRunSearch } from '@/app/search'
import { ConnectionNote } from '@/features/runs/connection-note'
import { ErrorPage } from '@/ui/error-page'
import { duration } from '@/ui/format'
import { Panel, useTitle } from '@/ui/page'
import { Empty, ErrorState, Skeleton, SkeletonTable } from '@/ui/states'
import { Code, StatusBadge } from '@/ui/status'
import { Tabs } from '@/ui/tabs'
import { Time, useNow } from '@/ui/time'
import { Money, Unknown } from '@/ui/values'
import { waitsWords } from './admission'
import { writeAttribute } from './attributes'
import { ChildrenTab } from './children-tab'
import { JournalTab } from './journal-tab'
import { JsonPart } from './json-part'
import { RunActions } from './run-actions'
import { RunLineage } from './run-lineage'
import { SignalForm } from './signal-form'
import { StateTab } from './state-tab'
import { StepPanel } from './step-panel'
import { StepTable } from './step-table'
import { failureWords, firstOfInterest, flowRunStatus, isBetweenSteps, isOpen, pauseWords, signalsOf, stepRows } from './steps'
import type { StepRow } from './steps'
import { useLiveFlowRun } from './use-live-flow-run'

const QueuesTab = lazy(() => import('@/features/queues/queues-tab'))

const NANO = 1e-9

/** Everything about a run of a flow. */
export function FlowRunPage() {
  const { flowRunId } = useParams({ from: '/app/flows/runs/$flowRunId' })
  // What was heard of one run is not told of another.
  return <FlowRunView key={flowRunId} runId={flowRunId} />
}

function FlowRunView({ runId }: { runId: string }) {
  const search = useSearch({ from: '/app/flows/runs/$flowRunId' })
  const navigate = useNavigate()
  const run = useQuery(flowRunQuery(runId))
  const steps = useQuery(flowStepsQuery(runId))
  const plan = useQuery(flowPlanQuery(runId))
  const children = useQuery(flowChildrenQuery(runId)).data ?? []
  const open = isOpen(run.data)
  const asked = search.tab ?? 'steps'
  const tab = (asked === 'state' && !asksOrTells(plan.data)) || (asked === 'queues' && !hasQueues(plan.data)) || (asked === 'below' && children.length === 0) ? 'steps' : asked
  const { connection, journal } = useLiveFlowRun(runId, open || (run.data !== undefined && tab === 'journal'))
  const now = useNow(run.data?.status === 'running')
  useTitle(run.data ? `${run.data.name}: run of a flow` : 'Run of a flow')

  const rows = useMemo(() => plan.data && steps.data && stepRows(plan.data, steps.data), [plan.data, steps.data])
  const select = useCallback((change: FlowRunSearch) => void navigate({ ...paths.flowRun(runId, { ...search, ...change }), replace: true, resetScroll: false }), [navigate, runId, search])
  // What was of interest when the page opened stays chosen: news must not move what somebody reads.
  const [opened, setOpened] = useState<string>()
  const interest = run.data && rows ? firstOfInterest(run.data, rows) : undefined
  if (opened === undefined && interest !== undefined && run.data && rows && !isBetweenSteps(run.data, rows)) setOpened(interest)
  const chosen = search.step ?? opened ?? interest
  const row = rows?.find((item) => item.id === chosen)

  const failed = [run, steps, plan].find((query) => query.error && query.data === undefined)
  if (run.error && !run.data) return <ErrorPage title="This run could not be loaded" error={run.error} retry={run.refetch} back={{ link: paths.flowRuns(), word: 'All runs of flows' }} />
  const signals = Object.entries(plan.data?.signals ?? {})
  const awaited = new Set(rows?.filter((item) => item.attempts[0]?.status === 'running').flatMap((item) => signalsOf(item.plan)))
  return (
    <div className="px-4 py-4 sm:px-6">
      <RunHead run={run.data} plan={plan.data} rows={rows} now={now} live={open && <ConnectionNote connection={connection} />} />
      <div data-block="body" className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Panel>
          {failed ? <ErrorState error={failed.error} retry={() => void failed.refetch()} />
          : !rows || !run.data ? <SkeletonTable rows={4} />
          : (
            <Tabs
              label="About this run"
              value={tab}
              onChange={(next) => select({ tab: next === 'steps' ? undefined : next })}
              tabs={[
                { id: 'steps', label: 'Steps', content: () => <StepTable runId={runId} rows={rows} search={search} chosen={chosen} /> },
                {
                  id: 'signals',
                  label: <>Signals <span className="num text-ink-3">{signals.length > 0 && signals.length}</span></>,
                  content: () => signals.length === 0 ? <Empty title="No signals">The plan of this run declares none.</Empty>
                    : !open ? <Empty title="The run has ended">It takes no signal any more. What came stands in its journal.</Empty>
                    : <ul className="divide-y divide-line">{signals.map(([name, { schema }]) => <li key={name} className="p-4"><SignalForm runId={runId} name={name} schema={schema} awaited={awaited.has(name)} /></li>)}</ul>,
                },
                ...(asksOrTells(plan.data) ? [{ id: 'state' as const, label: 'State', content: () => plan.data && <StateTab run={run.data} plan={plan.data} /> }] : []),
                ...(hasQueues(plan.data) ? [{ id: 'queues' as const, label: 'Queues', content: () => <Suspense fallback={<SkeletonTable rows={12} />}><QueuesTab run={run.data} search={search} onChange={select} /></Suspense> }] : []),
                ...(children.length > 0 ? [{ id: 'below' as const, label: <>Runs below <span className="num text-ink-3">{children.length}</span></>, content: () => <ChildrenTab runs={children} /> }] : []),
                { id: 'data', label: 'Input and output', content: () => <RunData run={run.data} /> },
                { id: 'journal', label: 'Journal', content: () => <JournalTab journal={journal} connection={connection} runId={runId} search={search} /> },
              ]}
            />
          )}
        </Panel>
        <Panel className="lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto">
          <section aria-label="Step">
            {run.data && plan.data && row ? <StepPanel key={row.id} run={run.data} row={row} signals={plan.data.signals ?? {}} search={search} onChange={select} now={now} />
            : rows ? <Empty title="No step is chosen">Choose one in the table. Arrow keys move between rows.</Empty>
            : <div className="p-4"><Skeleton className="h-6 w-56" /></div>}
          </section>
        </Panel>
      </div>
    </div>
  )
}

const hasQueues = (plan: FlowPlan | undefined) => Object.keys(plan?.queues ?? {}).length > 0
const asksOrTells = (plan: FlowPlan | undefined) => Object.keys({ ...plan?.queries, ...plan?.updates }).length > 0

interface RunHeadProps {
  run: FlowRun | undefined
  plan: FlowPlan | undefined
  rows: StepRow[] | undefined
  now: number
  live: ReactNode
}

function RunHead({ run, plan, rows, now, live }: RunHeadProps) {
  const elapsed = run?.started_at ? (run.ended_at ? Date.parse(run.ended_at) : now) - Date.parse(run.started_at) : null
  const held = run?.status === 'paused' ? run.pause : null
  return (
    <header data-block="header" className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="text-xs text-ink-3">
            <Link {...paths.flowRuns()} className="tap hover:text-ink">Runs of flows</Link>
            {run && <> / {run.version === null ? 'a plan file' : <Link {...paths.flow(run.name, { version: run.version })} className="tap hover:text-ink">{run.name} version {run.version}</Link>}</>}
          </p>
          {/* Why a run holds or failed stands in this line, so that nothing below it moves when it does. */}
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="min-w-0 text-xl break-words">{run ? run.name : <Skeleton className="h-7 w-56" />}</h1>
            {run && <StatusBadge status={flowRunStatus(run)} />}
            {held && (
              <p className={clsx('rounded-md px-2 py-0.5 text-sm', held.kind === 'approval_required' ? 'bg-wait-bg text-wait' : held.kind === 'requested' ? 'bg-warn-bg text-warn' : 'bg-bad-bg text-bad')}>
                {'step' in held && run ? <Link {...paths.flowRun(run.id, { step: held.step })} replace className="tap underline underline-offset-2">{pauseWords(held)}</Link> : pauseWords(held)}
              </p>
            )}
            {run?.waits && <p className="rounded-md bg-idle-bg px-2 py-0.5 text-sm text-idle">{waitsWords(run.waits)}</p>}
            {run?.failure && <p className={clsx('max-w-[60ch] rounded-md px-2 py-0.5 text-sm', run.status === 'failed' ? 'bg-bad-bg text-bad' : 'bg-idle-bg text-idle')}>{run.status === 'failed' && <><Code tone="bad">{run.failure.code}</Code> </>}{failureWords(run.failure) || 'No reason was given'}{run.failure.cleaning_up && '. What was done is being taken back'}{(run.failure.not_undone?.length ?? 0) > 0 && `. Not taken back: ${run.failure.not_undone?.join(', ') ?? ''}`}</p>}
            {live}
          </div>
        </div>
        {run && <RunActions run={run} plan={plan} rows={rows} />}
      </div>
      {/* Columns of one width: a value that grows does not push its neighbours. */}
      <dl className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-2 text-sm">
        {(run ? [
          ['Steps', `${run.steps_done} of ${run.steps_total} done`],
          ['Duration', elapsed === null ? <Unknown key="duration" why="Not begun yet." /> : duration(Math.max(0, run.ended_at ? elapsed : Math.floor(elapsed / 1000) * 1000))],
          ['Cost', <Money key="cost" usd={run.cost_nanos * NANO} />],
          ['Created', <Time key="created" at={run.created_at} />],
          ['Ended', run.ended_at ? <Time key="ended" at={run.ended_at} /> : <Unknown key="ended" why="Not over yet." />],
        ] as const : [0, 1, 2, 3, 4].map((index) => [`Loading ${index}`, <Skeleton key={index} className="h-4 w-16" />] as const)).map(([name, value]) => (
          <div key={name}>
            <dt className="text-2xs text-ink-3">{run ? name : <Skeleton className="my-1 h-2 w-12" />}</dt>
            <dd className="num h-5 whitespace-nowrap">{value}</dd>
          </div>
        ))}
      </dl>
      {run && <RunLineage run={run} />}
      {run && Object.keys(run.attributes).length > 0 && (
        <ul aria-label="Attributes" className="mt-3 flex flex-wrap gap-1.5">
          {Object.entries(run.attributes).map(([name, value]) => {
            const attribute = writeAttribute(name, value)
            return <li key={name} className="min-w-0"><Link {...paths.flowRuns({ attribute })} className="flex h-6 min-w-10 items-center rounded-sm bg-idle-bg px-1.5 text-xs text-idle hover:text-ink max-md:h-10 max-md:px-3"><span className="truncate">{attribute}</span></Link></li>
          })}
        </ul>
      )}
    </header>
  )
}

function RunData({ run }: { run: FlowRun }) {
  return (
    <div className="grid gap-4 p-4">
      <JsonPart title="Input" value={run.input} none="It was started without an input." />
      <JsonPart title="Output" value={run.output} none={isOpen(run) ? 'Known once the run is completed.' : 'This run gave none.'} />
    </div>
  )
}
