import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { flowRunsQuery, flowsQuery } from '@/api/queries'
import type { FlowRun, FlowRunStatus } from '@/api/types'
import { paths } from '@/app/paths'
import { FLOW_RUN_STATUSES } from '@/app/search'
import type { FlowRunsSearch } from '@/app/search'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { Button, buttonClass } from '@/ui/button'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { compact, duration } from '@/ui/format'
import { Meter } from '@/ui/meter'
import { Page, Panel } from '@/ui/page'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge, Tag, statusLook } from '@/ui/status'
import { Time } from '@/ui/time'
import { Unknown } from '@/ui/values'
import { waitsWord } from './admission'
import { flowRunFilter, parseAttribute, writeAttribute } from './attributes'
import { flowRunStatus } from './steps'

/** Every run of one's own flows, or of everybody's, the newest first. */
export function FlowRunsPage() {
  const search = useSearch({ from: '/app/flows/runs' })
  const navigate = useNavigate()
  const runs = useInfiniteQuery({ ...flowRunsQuery(flowRunFilter(search)), refetchInterval: (query) => (query.state.data && query.state.data.pages.length <= 2 ? 10_000 : false) })
  const flows = useQuery(flowsQuery()).data ?? []
  const set = useCallback(
    (change: FlowRunsSearch) => void navigate({ ...paths.flowRuns({ ...search, ...change }), replace: 'attribute' in change }),
    [search, navigate],
  )
  const onAttribute = useCallback((attribute: string) => set({ attribute: attribute || undefined }), [set])
  const clear = () => void navigate(paths.flowRuns({ scope: search.scope }))
  const ownerOf = useOwners(search.scope)
  const columns = search.scope === undefined ? COLUMNS : [...COLUMNS.slice(0, 1), ownerColumn(ownerOf), ...COLUMNS.slice(2)]
  const all = runs.data?.pages.flatMap((page) => page.items)
  // Runs outlive their flows, and plans that were given as they are have none.
  const names = [...new Set([...flows.map((flow) => flow.name), ...(all?.map((run) => run.name) ?? []), ...(search.name ? [search.name] : [])])].sort()
  const unread = search.attribute !== undefined && parseAttribute(search.attribute) === undefined
  const chips = [
    ...(search.status ? [{ label: `Status: ${statusLook(search.status).word}`, onClear: () => set({ status: undefined }) }] : []),
    ...(search.name ? [{ label: `Flow: ${search.name}`, onClear: () => set({ name: undefined }) }] : []),
    ...(search.attribute ? [{ label: unread ? `Not used: ${search.attribute}` : `Attribute: ${search.attribute}`, onClear: () => set({ attribute: undefined }) }] : []),
  ]
  return (
    <Page mood="dense" title="Runs of flows" beside={<ScopeSelect scope={search.scope} onChange={(scope) => set({ scope })} />}>
      <div data-block="filters" className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Attribute: name=value" value={search.attribute ?? ''} onChange={onAttribute} className="w-full sm:w-64" />
          <FilterSelect label="Status" value={search.status} options={FLOW_RUN_STATUSES.map((status) => [status, statusLook(status).word])} onChange={(status) => set({ status: status as FlowRunStatus | undefined })} />
          <FilterSelect label="Flow" value={search.name} options={names.map((name) => [name, name])} onChange={(name) => set({ name })} />
        </div>
        {unread && <p role="status" className="text-xs text-bad">Write an attribute as name=value, for example team=red.</p>}
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonTable rows={10} />
        : all.length === 0 ? (
          chips.length > 0
            ? <Empty title="No run matches" action={<Button onClick={clear}>Clear the filters</Button>}>Attributes are compared exactly; 7 is a number, "7" a text.</Empty>
            : <Empty title="No runs yet" action={<Link {...paths.flows()} className={buttonClass({ look: 'primary' })}>Choose a flow</Link>}>A run appears here as soon as a flow is started.</Empty>
        ) : <RowTable label="Runs of flows" grid={GRID} columns={columns} items={all} keyOf={(run) => run.id} more={runs} />}
      </Panel>
    </Page>
  )
}

const GRID = 'grid-cols-[minmax(0,1fr)_7.5rem] md:grid-cols-[minmax(0,1fr)_7.5rem_7.5rem] lg:grid-cols-[minmax(0,1fr)_7.5rem_7.5rem_7.5rem] xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_7.5rem_7.5rem_6.5rem_7.5rem]'
const MEDIUM = 'hidden md:block'
const LARGE = 'hidden lg:block'
const WIDEST = 'hidden xl:block'

/** Takes the place of the attributes. */
const ownerColumn = (ownerOf: (userId: string) => string): Column<FlowRun> => ({ name: 'Owner', shown: WIDEST, cell: (run) => <span className="block truncate text-ink-2">{ownerOf(run.user_id)}</span> })

const COLUMNS: Column<FlowRun>[] = [
  {
    name: 'Run',
    cell: (run) => (
      <span className="flex items-baseline gap-2">
        <Link {...paths.flowRun(run.id)} className={`max-w-[70%] shrink-0 ${rowLink}`}>{run.name}</Link>
        <span className="min-w-0 truncate text-xs text-ink-3">{run.version === null ? 'plan file' : `version ${run.version}`} · <span className="font-mono">{run.id.slice(-8)}</span></span>
      </span>
    ),
  },
  {
    name: 'Attributes',
    shown: WIDEST,
    cell: (run) => <span className="flex gap-1 overflow-hidden">{Object.entries(run.attributes).map(([name, value]) => <Tag key={name}>{writeAttribute(name, value)}</Tag>)}</span>,
  },
  { name: 'Status', cell: (run) => <StatusBadge status={flowRunStatus(run)} word={run.waits ? waitsWord(run.waits) : undefined} /> },
  {
    name: 'Progress',
    shown: MEDIUM,
    cell: (run) => (
      <span className="flex items-center gap-2">
        <Meter value={run.steps_done} of={run.steps_total} label={`Progress of ${run.name}`} tone={run.status === 'failed' ? 'bad' : run.status === 'completed' ? 'ok' : 'run'} className="w-14" />
        <span className="num text-xs whitespace-nowrap text-ink-2">{compact(run.steps_done)}/{compact(run.steps_total)}</span>
      </span>
    ),
  },
  {
    name: 'Duration',
    right: true,
    shown: WIDEST,
    cell: (run) => (run.started_at && run.ended_at
      ? <span className="text-ink-2">{duration(Date.parse(run.ended_at) - Date.parse(run.started_at))}</span>
      : <span className={aboveRowLink}><Unknown why={run.started_at ? 'Not over yet.' : 'Not begun yet.'} /></span>),
  },
  { name: 'Created', right: true, shown: LARGE, cell: (run) => <span className="text-ink-2"><Time at={run.created_at} /></span> },
]
