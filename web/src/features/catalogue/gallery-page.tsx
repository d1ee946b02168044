import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { templatesQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import type { GallerySearch } from '@/app/search'
import { Button } from '@/ui/button'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { words } from '@/ui/format'
import { Page } from '@/ui/page'
import { Empty, ErrorState } from '@/ui/states'
import { WorkflowCard } from './workflow-card'
import { WorkflowCardSkeleton } from './workflow-card-skeleton'

const DEPTHS = ['quick', 'standard', 'deep']
const LABELS: Record<keyof GallerySearch, string> = { type: 'Kind', depth: 'Depth', tag: 'Topic', q: 'Text' }

export function GalleryPage() {
  const filter = useSearch({ from: '/app/workflows' })
  const navigate = useNavigate()
  const shown = useQuery(templatesQuery(filter))
  // The choices come from all workflows, so that choosing one does not remove the others.
  const all = useQuery(templatesQuery()).data ?? []
  const set = useCallback(
    (change: GallerySearch) => void navigate({ ...paths.workflows(), search: { ...filter, ...change }, replace: 'q' in change }),
    [filter, navigate],
  )
  const onSearch = useCallback((q: string) => set({ q: q || undefined }), [set])
  const clear = () => void navigate(paths.workflows())
  const unique = (values: string[]): [string, string][] => [...new Set(values)].sort().map((value) => [value, words(value)])
  const chips = (Object.keys(LABELS) as (keyof GallerySearch)[]).flatMap((key) => {
    const value = filter[key]
    return value ? [{ label: `${LABELS[key]}: ${key === 'q' ? value : words(value)}`, onClear: () => set({ [key]: undefined }) }] : []
  })

  return (
    <Page mood="calm" title="Workflows" lead="Each of these turns a few words from you into a finished result. Every step is checked before the next begins.">
      <div data-block="filters" className="mb-6 grid gap-3">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Search workflows" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
          <FilterSelect label="Kind" value={filter.type} options={unique(all.map((item) => item.type))} onChange={(type) => set({ type })} />
          <FilterSelect label="Depth" value={filter.depth} options={DEPTHS.map((depth) => [depth, words(depth)])} onChange={(depth) => set({ depth })} />
          <FilterSelect label="Topic" value={filter.tag} options={unique(all.flatMap((item) => item.tags))} onChange={(tag) => set({ tag })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      {shown.isError && !shown.data ? <ErrorState error={shown.error} retry={() => void shown.refetch()} />
      : shown.data?.length === 0 ? (
        chips.length > 0
          ? <Empty title="No workflow matches" action={<Button onClick={clear}>Clear the filters</Button>}>Try fewer filters or another word.</Empty>
          : <Empty title="No workflows yet">An administrator adds them under Templates.</Empty>
      ) : (
        <ul data-block="body" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {shown.data?.map((template) => <li key={template.slug}><WorkflowCard template={template} /></li>)
            ?? [0, 1, 2].map((row) => <li key={row}><WorkflowCardSkeleton /></li>)}
        </ul>
      )}
    </Page>
  )
}
