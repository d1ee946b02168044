import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { runsQuery } from '@/api/queries'
import type { RunStatus } from '@/api/types'
import { paths } from '@/app/paths'
import type { RunsSearch } from '@/app/search'
import { Button, buttonClass } from '@/ui/button'
import { FilterSelect, SearchBox } from '@/ui/filters'
import { LoadMore } from '@/ui/load-more'
import { Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { RunLine } from './run-line'

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
  const { fetchNextPage } = runs
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const all = runs.data?.pages.flatMap((page) => page.items)
  const filtered = Boolean(filter.q ?? filter.status)
  return (
    <Page mood="calm" title="Activity" lead="Everything you started, the newest first.">
      <div className="mb-4 flex flex-wrap gap-2">
        <SearchBox label="Search activity" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
        <FilterSelect label="Status" value={filter.status} options={STATUSES} onChange={(status) => set({ status: status as RunStatus | undefined })} />
      </div>
      <Panel>
        {runs.isError ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonRows rows={6} height="h-16" />
        : all.length === 0 ? (
          filtered
            ? <Empty title="Nothing matches" action={<Button onClick={() => void navigate(paths.activity())}>Clear the filters</Button>}>Try another word or status.</Empty>
            : <Empty title="Nothing yet" action={<Link {...paths.workflows()} className={buttonClass({ look: 'primary', size: 'lg' })}>Choose a workflow</Link>}>What you start appears here.</Empty>
        ) : (
          <>
            <ul className="divide-y divide-line">{all.map((run) => <li key={run.id}><RunLine run={run} /></li>)}</ul>
            <LoadMore hasMore={runs.hasNextPage} loading={runs.isFetchingNextPage} load={load} />
          </>
        )}
      </Panel>
    </Page>
  )
}
