import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { artifactsQuery } from '@/api/queries'
import type { ArtifactHit } from '@/api/types'
import { paths } from '@/app/paths'
import { Button, buttonClass } from '@/ui/button'
import { FilterChips, SearchBox } from '@/ui/filters'
import { bytes } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { RowList } from '@/ui/rows'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { Time } from '@/ui/time'
import { FILE_ICONS } from './artifact-browser'
import { fileKind } from './kinds'

const FILE_ROW = 56

/** Every file of one's own, across all that was made. */
export function FilesPage() {
  const filter = useSearch({ from: '/app/files' })
  const navigate = useNavigate()
  const files = useInfiniteQuery(artifactsQuery({ ...filter, scope: 'me' }))
  const onSearch = useCallback((q: string) => void navigate({ ...paths.files(), search: { q: q || undefined }, replace: true }), [navigate])
  const clear = () => void navigate(paths.files())
  const all = files.data?.pages.flatMap((page) => page.items)
  return (
    <Page mood="calm" title="Files" lead="Everything that was made for you.">
      <div data-block="filters" className="mb-4 grid gap-2">
        <SearchBox label="Search files" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
        <FilterChips chips={filter.q ? [{ label: `Text: ${filter.q}`, onClear: clear }] : []} onClearAll={clear} />
      </div>
      <Panel block="body">
        {files.isError && !all ? <ErrorState error={files.error} retry={() => void files.refetch()} />
        : !all ? <SkeletonRows rows={8} height="h-14" />
        : all.length === 0 ? (
          filter.q
            ? <Empty title="No file matches" action={<Button onClick={clear}>Clear the search</Button>}>Try part of a file name or of a subject.</Empty>
            : <Empty title="No files yet" action={<Link {...paths.workflows()} className={buttonClass({ look: 'primary', size: 'lg' })}>Choose a workflow</Link>}>Results appear here when they are finished.</Empty>
        ) : <RowList items={all} height={FILE_ROW} keyOf={(file) => file.id} more={files}>{(file) => <FileLine file={file} />}</RowList>}
      </Panel>
    </Page>
  )
}

function FileLine({ file }: { file: ArtifactHit }) {
  const Icon = FILE_ICONS[fileKind(file)]
  return (
    <Link {...paths.activityRun(file.run_id, file.id)} className="flex h-full items-center gap-3 px-4 hover:bg-hover focus-visible:-outline-offset-2">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base font-medium">{file.file_name}</span>
        <span className="block truncate text-sm text-ink-3">{file.run_name}</span>
      </span>
      <span className="hidden text-sm text-ink-3 sm:block"><Time at={file.created_at} /></span>
      <span className="num w-16 text-right text-sm text-ink-3">{bytes(file.size_bytes)}</span>
    </Link>
  )
}
