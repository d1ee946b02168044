import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { artifactsQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { Button, buttonClass } from '@/ui/button'
import { SearchBox } from '@/ui/filters'
import { bytes } from '@/ui/format'
import { LoadMore } from '@/ui/load-more'
import { Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { Time } from '@/ui/time'
import { FILE_ICONS } from './artifact-browser'
import { fileKind } from './kinds'

/** Every file of one's own, across all that was made. */
export function FilesPage() {
  const filter = useSearch({ from: '/app/files' })
  const navigate = useNavigate()
  const files = useInfiniteQuery(artifactsQuery({ ...filter, scope: 'me' }))
  const onSearch = useCallback((q: string) => void navigate({ ...paths.files(), search: { q: q || undefined }, replace: true }), [navigate])
  const { fetchNextPage } = files
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const all = files.data?.pages.flatMap((page) => page.items)
  return (
    <Page mood="calm" title="Files" lead="Everything that was made for you.">
      <SearchBox label="Search files" value={filter.q ?? ''} onChange={onSearch} className="mb-4 w-full sm:w-64" />
      <Panel>
        {files.isError ? <ErrorState error={files.error} retry={() => void files.refetch()} />
        : !all ? <SkeletonRows rows={8} height="h-14" />
        : all.length === 0 ? (
          filter.q
            ? <Empty title="No file matches" action={<Button onClick={() => void navigate(paths.files())}>Clear the search</Button>}>Try part of a file name or of a subject.</Empty>
            : <Empty title="No files yet" action={<Link {...paths.workflows()} className={buttonClass({ look: 'primary', size: 'lg' })}>Choose a workflow</Link>}>Results appear here when they are finished.</Empty>
        ) : (
          <>
            <ul className="divide-y divide-line">
              {all.map((file) => {
                const Icon = FILE_ICONS[fileKind(file)]
                return (
                  <li key={file.id}>
                    <Link {...paths.activityRun(file.run_id, file.id)} className="flex h-14 items-center gap-3 px-4 hover:bg-hover focus-visible:-outline-offset-2">
                      <Icon aria-hidden className="size-5 shrink-0 text-ink-3" />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate text-base font-medium">{file.file_name}</span>
                        <span className="block truncate text-sm text-ink-3">{file.run_name}</span>
                      </span>
                      <span className="hidden text-sm text-ink-3 sm:block"><Time at={file.created_at} /></span>
                      <span className="num w-16 text-right text-sm text-ink-3">{bytes(file.size_bytes)}</span>
                    </Link>
                  </li>
                )
              })}
            </ul>
            <LoadMore hasMore={files.hasNextPage} loading={files.isFetchingNextPage} load={load} />
          </>
        )}
      </Panel>
    </Page>
  )
}
