import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
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
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge, Tag, runStatus, statusLook } from '@/ui/status'
import { Time } from '@/ui/time'
import { Money, Unknown } from '@/ui/values'

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
      <div data-block="filters" className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Search runs" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
          <FilterSelect label="Status" value={filter.status} options={RUN_STATUSES.map((status) => [status, statusLook(status).word])} onChange={(status) => set({ status: status as RunStatus | undefined })} />
          <FilterSelect label="Template" value={filter.template} options={templates.map((item) => [item.slug, item.name])} onChange={(template) => set({ template })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonTable rows={14} />
        : all.length === 0 ? (
          chips.length > 0
            ? <Empty title="No run matches" action={<Button onClick={clear}>Clear the filters</Button>}>Try fewer filters.</Empty>
            : <Empty title="No runs yet">They appear here as soon as somebody starts a workflow.</Empty>
        ) : <RowTable label="Runs" grid={GRID} columns={COLUMNS} items={all} keyOf={(run) => run.id} more={runs} />}
      </Panel>
    </Page>
  )
}

const GRID = 'grid-cols-[minmax(0,1fr)_7.5rem] md:grid-cols-[minmax(0,1fr)_7.5rem_7.5rem] lg:grid-cols-[minmax(0,1fr)_7.5rem_7.5rem_5.5rem_7.5rem] xl:grid-cols-[minmax(0,1fr)_7.5rem_7.5rem_5rem_5.5rem_6.5rem_7.5rem] min-[84rem]:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_6.5rem_7.5rem_7.5rem_4.5rem_5.5rem_6.5rem_7.5rem]'
const MEDIUM = 'hidden md:block'
const LARGE = 'hidden lg:block'
const WIDER = 'hidden xl:block'
const WIDEST = 'hidden min-[84rem]:block'

const COLUMNS: Column<Run>[] = [
  {
    name: 'Run',
    cell: (run) => (
      <span className="flex items-baseline gap-2">
        <Link {...paths.run(run.id)} className={`max-w-[70%] shrink-0 min-[84rem]:max-w-full min-[84rem]:shrink ${rowLink}`}>{run.display_name}</Link>
        {run.trial && <Tag>Trial</Tag>}
        <span className="min-w-0 truncate text-xs text-ink-3 min-[84rem]:hidden">{run.template_name}</span>
      </span>
    ),
  },
  { name: 'Template', shown: WIDEST, cell: (run) => <span className="block truncate text-ink-2">{run.template_name} <span className="num text-xs text-ink-3">{run.version}</span></span> },
  { name: 'Owner', shown: WIDEST, cell: (run) => (!run.user_name ? <span className={aboveRowLink}><Unknown why="The account that started this run has no name, or is gone." /></span> : <span className="block truncate text-ink-2">{run.user_name}</span>) },
  { name: 'Status', cell: (run) => <StatusBadge status={runStatus(run)} /> },
  {
    name: 'Progress',
    shown: MEDIUM,
    cell: (run) => (
      <span className="flex items-center gap-2">
        <Meter value={run.gates_passed} of={run.total_gates} label={`Progress of ${run.display_name}`} tone={run.status === 'failed' ? 'bad' : run.status === 'completed' ? 'ok' : 'run'} className="w-14" />
        <span className="num text-xs whitespace-nowrap text-ink-2">{compact(run.gates_passed)}/{compact(run.total_gates)}</span>
      </span>
    ),
  },
  { name: 'Tokens', right: true, shown: WIDER, cell: (run) => compact(run.total_tokens_in + run.total_tokens_out) },
  { name: 'Cost', right: true, shown: LARGE, cell: (run) => <span className={aboveRowLink}><Money usd={run.total_cost_usd} incomplete={run.cost_incomplete} /></span> },
  {
    name: 'Duration',
    right: true,
    shown: WIDER,
    cell: (run) => (run.started_at && run.completed_at
      ? <span className="text-ink-2">{duration(new Date(run.completed_at).getTime() - new Date(run.started_at).getTime())}</span>
      : <span className={aboveRowLink}><Unknown why={run.started_at ? 'Not over yet.' : 'Not begun yet.'} /></span>),
  },
  { name: 'Created', right: true, shown: LARGE, cell: (run) => <span className="text-ink-2"><Time at={run.created_at} /></span> },
]
