import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import clsx from 'clsx'
import { Ban, FileOutput, Play } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { resumeRun } from '@/api/mutations'
import { gatesQuery, runQuery } from '@/api/queries'
import type { GateAttempt, Run } from '@/api/types'
import { paths } from '@/app/paths'
import type { InspectorSearch } from '@/app/search'
import { ConnectionNote } from '@/features/runs/connection-note'
import { isLive, useLiveRun } from '@/features/runs/use-live-run'
import { Button, buttonClass } from '@/ui/button'
import { ErrorPage } from '@/ui/error-page'
import { compact, duration } from '@/ui/format'
import { useTitle } from '@/ui/page'
import { Empty, ErrorState, Skeleton, SkeletonRows } from '@/ui/states'
import { StatusBadge, Tag, runStatus } from '@/ui/status'
import { Time, useNow } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { Money, Unknown } from '@/ui/values'
import { AttemptPanel } from './attempt-panel'
import { CancelRunDialog } from './gate-dialogs'
import { layoutWaterfall } from './waterfall'
import { WaterfallView } from './waterfall-view'

/** Everything about a run: its steps in time, and for the chosen step every attempt. */
export function InspectorPage() {
  const { runId } = useParams({ from: '/app/admin/runs/$runId' })
  const search = useSearch({ from: '/app/admin/runs/$runId' })
  const navigate = useNavigate()
  const run = useQuery(runQuery(runId))
  const gates = useQuery(gatesQuery(runId))
  const { connection } = useLiveRun(runId, isLive(run.data))
  const [following, setFollowing] = useState(false)
  useTitle(run.data ? `${run.data.display_name}: run` : 'Run')

  const running = run.data?.status === 'running'
  const now = useNow(running)
  const waterfall = useMemo(() => gates.data && layoutWaterfall(gates.data, now), [gates.data, now])
  const select = useCallback(
    (change: InspectorSearch) => void navigate({ ...paths.run(runId, { ...search, ...change }), replace: true, resetScroll: false }),
    [navigate, runId, search],
  )
  const onSelect = useCallback((gate: string) => select({ gate, attempt: undefined, against: undefined }), [select])
  // What was of interest when the page opened stays chosen: news must not move what somebody reads.
  const [opened, setOpened] = useState<{ run: string; gate: string }>()
  const interest = firstOfInterest(run.data, gates.data)
  if (interest !== undefined && opened?.run !== runId) setOpened({ run: runId, gate: interest })
  const gate = search.gate ?? (opened?.run === runId ? opened.gate : interest)
  const attempts = useMemo(() => gates.data?.filter((item) => item.gate_id === gate).sort((a, b) => b.attempt_number - a.attempt_number) ?? [], [gates.data, gate])

  if (run.error && !run.data) return <ErrorPage title="This run could not be loaded" error={run.error} retry={run.refetch} back={{ link: paths.runs(), word: 'All runs' }} />
  return (
    <div data-fills-screen className="flex flex-col lg:h-dvh">
      <RunHeader run={run.data} live={isLive(run.data) && <ConnectionNote connection={connection} />} now={now} />
      <div data-block="body" className="grid min-h-0 flex-1 border-t border-line grid-cols-1 lg:grid-cols-2">
        <section aria-label="Timeline" className="flex h-[60dvh] min-h-0 flex-col lg:h-auto lg:border-r lg:border-line">
          {gates.error && !gates.data ? <ErrorState error={gates.error} retry={() => void gates.refetch()} />
          : !waterfall ? <SkeletonRows rows={12} height="h-[34px]" />
          : <WaterfallView waterfall={waterfall} selected={gate} onSelect={onSelect} following={following && running} />}
          {running && (
            <label className="flex h-9 max-md:h-10 shrink-0 items-center gap-2 border-t border-line px-3 text-xs text-ink-2">
              <input type="checkbox" className="accent-ink" checked={following} onChange={(event) => setFollowing(event.target.checked)} /> Keep the running step in view
            </label>
          )}
        </section>
        <section aria-label="Step" className="flex min-h-0 flex-col border-t border-line lg:overflow-hidden lg:border-t-0">
          {run.data && attempts.length > 0
            ? <AttemptPanel run={run.data} attempts={attempts} search={search} onChange={select} />
            : gates.data && <Empty title="No step is chosen">Choose one in the timeline. Arrow keys move between steps.</Empty>}
        </section>
      </div>
    </div>
  )
}

/** What a reader most likely came for: what waits or failed, else what runs, else the end. */
function firstOfInterest(run: Run | undefined, gates: GateAttempt[] | undefined): string | undefined {
  if (!run || !gates) return undefined
  return run.waiting_for?.gate ?? gates.find((gate) => gate.status === 'failed' && !gate.superseded)?.gate_id ?? run.current_gate ?? gates[0]?.gate_id
}

function RunHeader({ run, live, now }: { run: Run | undefined; live: React.ReactNode; now: number }) {
  const [cancelling, setCancelling] = useState(false)
  const resume = useAction({ run: () => resumeRun(run?.id ?? ''), done: 'Run resumed', touches: [['runs']] })
  const elapsed = run?.started_at ? (run.completed_at ? Date.parse(run.completed_at) : now) - Date.parse(run.started_at) : null
  return (
    <header data-block="header" className="shrink-0 px-4 pt-4 pb-3 sm:px-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="text-xs text-ink-3"><Link {...paths.runs()} className="tap hover:text-ink">Runs</Link>{run && <> / <Link {...paths.template(run.template, { version: run.version })} className="tap hover:text-ink">{run.template_name} {run.version}</Link></>}</p>
          {/* Why a run stopped stands in this line, so that nothing below it moves when it stops. */}
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="text-xl">{run ? run.display_name : <Skeleton className="h-7 w-56" />}</h1>
            {run && <StatusBadge status={runStatus(run)} />}
            {run?.trial && <Tag>Trial</Tag>}
            {run?.pause_reason && run.status === 'paused' && (
              <p className={clsx('rounded-md px-2 py-0.5 text-sm', run.waiting_for?.kind === 'approval' ? 'bg-wait-bg text-wait' : 'bg-bad-bg text-bad')}>{run.pause_reason}</p>
            )}
            {live}
          </div>
        </div>
        {run && (
          <div className="flex flex-wrap gap-2 max-md:w-full">
            {run.status === 'paused' && <Button pending={resume.isPending} onClick={() => resume.mutate()}><Play /> Resume</Button>}
            <Link {...paths.activityRun(run.id)} className={buttonClass({ look: 'ghost' })}><FileOutput /> Result</Link>
            {isLive(run) && <Button onClick={() => setCancelling(true)}><Ban /> Cancel run</Button>}
          </div>
        )}
      </div>
      {/* Columns of one width: a value that grows does not push its neighbours. */}
      <dl className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-2 text-sm">
        {(run ? [
          ['Gates', `${run.gates_passed} of ${run.total_gates} passed${run.gates_failed > 0 ? `, ${run.gates_failed} failed` : ''}`],
          ['Cost', <Money key="cost" usd={run.total_cost_usd} incomplete={run.cost_incomplete} />],
          ['Estimated', <Money key="estimate" usd={run.estimated_cost_usd} />],
          ['Tokens in / out', `${compact(run.total_tokens_in)} / ${compact(run.total_tokens_out)}`],
          ['Duration', elapsed === null ? <Unknown key="duration" why="Not begun yet." /> : duration(Math.max(0, elapsed))],
          ['Owner', run.user_name ? run.user_name : <Unknown key="owner" why="The account that started this run has no name, or is gone." />],
          ['Created', <Time key="created" at={run.created_at} />],
        ] as const : [...Array(7).keys()].map((index) => [`Loading ${index}`, <Skeleton key={index} className="h-4 w-16" />] as const)).map(([name, value]) => (
          <div key={name}>
            <dt className="text-2xs text-ink-3">{run ? name : <Skeleton className="my-1 h-2 w-12" />}</dt>
            <dd className="num h-5 truncate">{value}</dd>
          </div>
        ))}
      </dl>
      {run && cancelling && <CancelRunDialog run={run} onClose={() => setCancelling(false)} />}
    </header>
  )
}
