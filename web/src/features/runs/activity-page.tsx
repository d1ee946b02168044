import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { runsQuery } from '@/api/queries'
import type { RunStatus } from '@/api/types'
import { paths } from '@/app/paths'
import type { RunsSearch } from '@/app/search'
import { Button, buttonClass } from '@/ui/button'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { Page, Panel } from '@/ui/page'
import { RowList } from '@/ui/rows'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { RUN_LINE, RunLine } from './run-line'

const STATUSES: [RunStatus, string][] = [['running', 'In progress'], ['paused', 'On hold'], ['completed', 'Done'], ['failed', 'Not finished'], ['cancelled', 'Called off']]

export function ActivityPage() {
  const filter = useSearch({ from: '/app/activity' })
  const navigate = useNavigate()
  const runs = useInfiniteQuery(runsQuery({ ...filter, scope: 'me' }))
  const set = useCallback(
    (change: RunsSearch) => void navigate({ ...paths.activity(), search: { ...filter, ...change }, replace: 'q' in change }),
    [filter, navigate],
  )
  const onSearch = useCallback((q: string) => set({ q: q || undefined }), [set])
  const clear = () => void navigate(paths.activity())
  const all = runs.data?.pages.flatMap((page) => page.items)
  const chips = [
    ...(filter.status ? [{ label: `Status: ${STATUSES.find(([status]) => status === filter.status)?.[1] ?? filter.status}`, onClear: () => set({ status: undefined }) }] : []),
    ...(filter.q ? [{ label: `Text: ${filter.q}`, onClear: () => set({ q: undefined }) }] : []),
  ]
  return (
    <Page mood="calm" title="Activity" lead="Everything you started, the newest first.">
      <div data-block="filters" className="mb-4 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Search activity" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
          <FilterSelect label="Status" value={filter.status} options={STATUSES} onChange={(status) => set({ status: status as RunStatus | undefined })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonRows rows={6} height="h-16" />
        : all.length === 0 ? (
          chips.length > 0
            ? <Empty title="Nothing matches" action={<Button onClick={clear}>Clear the filters</Button>}>Try another word or status.</Empty>
            : <Empty title="Nothing yet" action={<Link {...paths.workflows()} className={buttonClass({ look: 'primary', size: 'lg' })}>Choose a workflow</Link>}>What you start appears here.</Empty>
        ) : <RowList items={all} height={RUN_LINE} keyOf={(run) => run.id} more={runs}>{(run) => <RunLine run={run} />}</RowList>}
      </Panel>
    </Page>
  )
}
