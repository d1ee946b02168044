import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { artifactsQuery } from '@/api/queries'
import type { ArtifactHit } from '@/api/types'
import { paths } from '@/app/paths'
import type { ArtifactsSearch } from '@/app/search'
import { Button } from '@/ui/button'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { bytes, words } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { Code } from '@/ui/status'
import { Time } from '@/ui/time'

const GRID = 'grid-cols-[minmax(0,1fr)_4.5rem] md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_4.5rem] lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_8rem_4.5rem_7.5rem] xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_8rem_6.5rem_7.5rem_4.5rem_7.5rem]'
const MEDIUM = 'hidden md:block'
const LARGE = 'hidden lg:block'
const WIDEST = 'hidden xl:block'

const COLUMNS: Column<ArtifactHit>[] = [
  { name: 'Path', cell: (artifact) => <Link {...paths.artifact(artifact.id)} className={`block font-mono text-xs ${rowLink}`}>{artifact.file_path}</Link> },
  { name: 'Run', shown: MEDIUM, cell: (artifact) => <Link {...paths.run(artifact.run_id, { gate: artifact.gate_id ?? undefined, attempt: artifact.attempt_number })} className={`${aboveRowLink} block w-fit max-w-full truncate py-1 hover:underline focus-visible:-outline-offset-2`}>{artifact.run_name}</Link> },
  { name: 'Gate', shown: LARGE, cell: (artifact) => <><span className="font-mono text-xs">{artifact.gate_id}</span> <span className="text-xs text-ink-3">attempt {artifact.attempt_number}</span></> },
  { name: 'Type', shown: WIDEST, cell: (artifact) => <span className="block truncate">{words(artifact.artifact_type ?? 'not known')}</span> },
  { name: 'SHA-256', shown: WIDEST, cell: (artifact) => <Code>{artifact.content_hash.replace(/^sha256:/, '').slice(0, 12)}</Code> },
  { name: 'Size', right: true, cell: (artifact) => bytes(artifact.size_bytes) },
  { name: 'Made', right: true, shown: LARGE, cell: (artifact) => <Time at={artifact.created_at} /> },
]

export function ArtifactsPage() {
  const filter = useSearch({ from: '/app/admin/artifacts' })
  const navigate = useNavigate()
  const artifacts = useInfiniteQuery(artifactsQuery({ ...filter, scope: 'all' }))
  const set = useCallback(
    (change: ArtifactsSearch) => void navigate({ ...paths.artifacts(), search: { ...filter, ...change }, replace: 'q' in change }),
    [filter, navigate],
  )
  const onSearch = useCallback((q: string) => set({ q: q || undefined }), [set])
  const all = artifacts.data?.pages.flatMap((page) => page.items)
  const types = [...new Set(['document', 'structured', ...(all?.flatMap((item) => item.artifact_type ?? []) ?? []), ...(filter.type ? [filter.type] : [])])].sort()
  const clear = () => void navigate(paths.artifacts())
  const chips = [
    ...(filter.type ? [{ label: `Type: ${words(filter.type)}`, onClear: () => set({ type: undefined }) }] : []),
    ...(filter.q ? [{ label: `Text: ${filter.q}`, onClear: () => set({ q: undefined }) }] : []),
  ]
  return (
    <Page mood="dense" title="Artifacts">
      <div data-block="filters" className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Search artifacts" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
          <FilterSelect label="Type" value={filter.type} options={types.map((type) => [type, words(type)])} onChange={(type) => set({ type })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {artifacts.isError && !all ? <ErrorState error={artifacts.error} retry={() => void artifacts.refetch()} />
        : !all ? <SkeletonTable rows={12} />
        : all.length === 0 ? (
          chips.length > 0
            ? <Empty title="No artifact matches" action={<Button onClick={clear}>Clear the filters</Button>} />
            : <Empty title="No artifacts yet">Files appear here as runs make them.</Empty>
        ) : <RowTable label="Artifacts" grid={GRID} columns={COLUMNS} items={all} keyOf={(item) => item.id} more={artifacts} />}
      </Panel>
    </Page>
  )
}
