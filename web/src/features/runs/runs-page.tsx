import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { runsQuery, templatesQuery } from '@/api/queries'
import type { Run, RunStatus } from '@/api/types'
import { paths } from '@/app/paths'
import { RUN_STATUSES } from '@/app/search'
import type { RunsSearch } from '@/app/search'
import { Button } from '@/ui/button'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { compact, duration } from '@/ui/format'
import { Meter } from '@/ui/meter'
import { Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { StatusBadge, Tag, runStatus, statusLook } from '@/ui/status'
import { Time } from '@/ui/time'
import { Money } from '@/ui/values'

const ROW = 36
/** How near the end of what is loaded a reader may come before more is asked for. */
const AHEAD = 20
const COLUMNS = 'grid grid-cols-[minmax(9rem,1fr)_7.5rem] md:grid-cols-[minmax(10rem,1fr)_7.5rem_7.5rem_5rem_5.5rem_6.5rem_7.5rem] xl:grid-cols-[minmax(10rem,1fr)_minmax(10rem,1fr)_8rem_7.5rem_7.5rem_4.5rem_5.5rem_6.5rem_7.5rem] items-center gap-3 px-3'

export function RunsPage() {
  const filter = useSearch({ from: '/app/admin/runs' })
  const navigate = useNavigate()
  const runs = useInfiniteQuery({ ...runsQuery({ ...filter, scope: 'all' }), refetchInterval: (query) => (query.state.data && query.state.data.pages.length <= 2 ? 10_000 : false) })
  const templates = useQuery(templatesQuery({ include_inactive: true })).data ?? []
  const set = useCallback(
    (change: RunsSearch) => void navigate({ ...paths.runs(), search: { ...filter, ...change }, replace: 'q' in change }),
    [filter, navigate],
  )
  const onSearch = useCallback((q: string) => set({ q: q || undefined }), [set])
  const clear = () => void navigate(paths.runs())
  const all = runs.data?.pages.flatMap((page) => page.items)
  const chips = [
    ...(filter.status ? [{ label: `Status: ${statusLook(filter.status).word}`, onClear: () => set({ status: undefined }) }] : []),
    ...(filter.template ? [{ label: `Template: ${templates.find((item) => item.slug === filter.template)?.name ?? filter.template}`, onClear: () => set({ template: undefined }) }] : []),
    ...(filter.q ? [{ label: `Text: ${filter.q}`, onClear: () => set({ q: undefined }) }] : []),
  ]
  return (
    <Page mood="dense" title="Runs">
      <div className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Search runs" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
          <FilterSelect label="Status" value={filter.status} options={RUN_STATUSES.map((status) => [status, statusLook(status).word])} onChange={(status) => set({ status: status as RunStatus | undefined })} />
          <FilterSelect label="Template" value={filter.template} options={templates.map((item) => [item.slug, item.name])} onChange={(template) => set({ template })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel className="overflow-clip">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonRows rows={14} />
        : all.length === 0 ? (
          chips.length > 0
            ? <Empty title="No run matches" action={<Button onClick={clear}>Clear the filters</Button>}>Try fewer filters.</Empty>
            : <Empty title="No runs yet">They appear here as soon as somebody starts a workflow.</Empty>
        ) : <RunRows runs={all} hasMore={runs.hasNextPage} loading={runs.isFetchingNextPage} load={() => void runs.fetchNextPage()} />}
      </Panel>
    </Page>
  )
}

function RunRows({ runs, hasMore, loading, load }: { runs: Run[]; hasMore: boolean; loading: boolean; load: () => void }) {
  const host = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(host.current?.offsetTop ?? 0), [])
   
  const rows = useWindowVirtualizer({ count: runs.length, estimateSize: () => ROW, overscan: 12, scrollMargin: top })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !loading && last >= runs.length - AHEAD) load()
  }, [hasMore, last, load, loading, runs.length])

  // Arrow keys move between rows; Enter is the link's own.
  const move = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index ?? NaN)
    if (step === 0 || Number.isNaN(at)) return
    event.preventDefault()
    const next = Math.max(0, Math.min(runs.length - 1, at + step))
    rows.scrollToIndex(next)
    requestAnimationFrame(() => host.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus())
  }
  return (
    <div role="table" aria-label="Runs" aria-rowcount={hasMore ? -1 : runs.length + 1}>
      <div role="rowgroup" className="sticky top-12 z-10 border-b border-line bg-surface md:top-0">
        <div role="row" className={clsx(COLUMNS, 'h-8 text-2xs text-ink-3')}>
          <span role="columnheader">Run</span>
          <span role="columnheader" className="hidden xl:block">Template</span>
          <span role="columnheader" className="hidden xl:block">Owner</span>
          <span role="columnheader">Status</span>
          {['Progress', 'Tokens', 'Cost', 'Duration', 'Created'].map((name, index) => (
            <span key={name} role="columnheader" className={clsx('hidden md:block', index > 0 && 'text-right')}>{name}</span>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={host} onKeyDown={move} className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map((item) => {
          const run = runs[item.index]
          return run && (
            <div
              key={run.id}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              className={clsx(COLUMNS, 'absolute inset-x-0 border-b border-line hover:bg-hover')}
              style={{ height: ROW, transform: `translateY(${item.start - top}px)` }}
            >
              <RunCells run={run} />
            </div>
          )
        })}
      </div>
      {loading && <SkeletonRows rows={2} />}
    </div>
  )
}

function RunCells({ run }: { run: Run }) {
  return (
    <>
      <span role="cell" className="flex min-w-0 items-center gap-2">
        <Link {...paths.run(run.id)} title={`${run.template_name} ${run.version}`} className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus">
          {run.display_name}
        </Link>
        {run.trial && <Tag>Trial</Tag>}
      </span>
      <span role="cell" className="hidden truncate text-ink-2 xl:block">{run.template_name} <span className="num text-xs text-ink-3">{run.version}</span></span>
      <span role="cell" className="hidden truncate text-ink-2 xl:block">{run.user_name ?? '–'}</span>
      <span role="cell"><StatusBadge status={runStatus(run)} /></span>
      <span role="cell" className="hidden items-center gap-2 md:flex">
        <Meter value={run.gates_passed} of={run.total_gates} label={`Progress of ${run.display_name}`} tone={run.status === 'failed' ? 'bad' : run.status === 'completed' ? 'ok' : 'run'} className="w-14" />
        <span className="num text-xs whitespace-nowrap text-ink-2">{compact(run.gates_passed)}/{compact(run.total_gates)}</span>
      </span>
      <span role="cell" className="num hidden text-right md:block">{compact(run.total_tokens_in + run.total_tokens_out)}</span>
      <span role="cell" className="relative z-[1] hidden justify-self-end md:block"><Money usd={run.total_cost_usd} incomplete={run.cost_incomplete} /></span>
      <span role="cell" className="num hidden text-right text-ink-2 md:block">{run.started_at && run.completed_at ? duration(new Date(run.completed_at).getTime() - new Date(run.started_at).getTime()) : '–'}</span>
      <span role="cell" className="hidden text-right text-ink-2 md:block"><Time at={run.created_at} /></span>
    </>
  )
}
