import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { artifactsQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import type { ArtifactsSearch } from '@/app/search'
import { Button } from '@/ui/button'
import { FilterSelect, SearchBox } from '@/ui/filters'
import { bytes, words } from '@/ui/format'
import { LoadMore } from '@/ui/load-more'
import { Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { Code } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'

export function ArtifactsPage() {
  const filter = useSearch({ from: '/app/admin/artifacts' })
  const navigate = useNavigate()
  const artifacts = useInfiniteQuery(artifactsQuery({ ...filter, scope: 'all' }))
  const set = useCallback(
    (change: ArtifactsSearch) => void navigate({ ...paths.artifacts(), search: { ...filter, ...change }, replace: 'q' in change }),
    [filter, navigate],
  )
  const onSearch = useCallback((q: string) => set({ q: q || undefined }), [set])
  const { fetchNextPage } = artifacts
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const all = artifacts.data?.pages.flatMap((page) => page.items)
  const types = [...new Set(['document', 'structured', ...(all?.flatMap((item) => item.artifact_type ?? []) ?? []), ...(filter.type ? [filter.type] : [])])].sort()
  return (
    <Page mood="dense" title="Artifacts">
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchBox label="Search artifacts" value={filter.q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
        <FilterSelect label="Type" value={filter.type} options={types.map((type) => [type, words(type)])} onChange={(type) => set({ type })} />
      </div>
      <Panel>
        {artifacts.isError ? <ErrorState error={artifacts.error} retry={() => void artifacts.refetch()} />
        : !all ? <SkeletonRows rows={12} />
        : all.length === 0 ? (
          filter.q ?? filter.type
            ? <Empty title="No artifact matches" action={<Button onClick={() => void navigate(paths.artifacts())}>Clear the filters</Button>} />
            : <Empty title="No artifacts yet">Files appear here as runs make them.</Empty>
        ) : (
          <>
            <Table label="Artifacts" head={<><Th>Path</Th><Th>Run</Th><Th>Gate</Th><Th>Type</Th><Th>SHA-256</Th><Th right>Size</Th><Th right>Made</Th></>}>
              {all.map((artifact) => (
                <tr key={artifact.id} className="hover:bg-hover">
                  <Td><Link {...paths.artifact(artifact.id)} className="font-mono text-xs font-medium hover:underline">{artifact.file_path}</Link></Td>
                  <Td><Link {...paths.run(artifact.run_id, { gate: artifact.gate_id ?? undefined, attempt: artifact.attempt_number })} className="hover:underline">{artifact.run_name}</Link></Td>
                  <Td><span className="font-mono text-xs">{artifact.gate_id}</span> <span className="text-xs text-ink-3">attempt {artifact.attempt_number}</span></Td>
                  <Td>{words(artifact.artifact_type ?? 'not known')}</Td>
                  <Td><Code>{artifact.content_hash.replace(/^sha256:/, '').slice(0, 12)}</Code></Td>
                  <Td right>{bytes(artifact.size_bytes)}</Td>
                  <Td right><Time at={artifact.created_at} /></Td>
                </tr>
              ))}
            </Table>
            <LoadMore hasMore={artifacts.hasNextPage} loading={artifacts.isFetchingNextPage} load={load} />
          </>
        )}
      </Panel>
    </Page>
  )
}
