import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { downloadArtifact } from '@/api/mutations'
import { artifactQuery } from '@/api/queries'
import type { Artifact } from '@/api/types'
import { paths } from '@/app/paths'
import { Button } from '@/ui/button'
import { bytes, words } from '@/ui/format'
import { ErrorPage } from '@/ui/error-page'
import { Facts, Page } from '@/ui/page'
import { Skeleton } from '@/ui/states'
import { Tag } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { ArtifactView } from './artifact-view'

export function ArtifactPage() {
  const { artifactId } = useParams({ from: '/app/admin/artifacts/$artifactId' })
  const { data, error, refetch } = useQuery(artifactQuery(artifactId))
  if (error && !data) return <ErrorPage title="This artifact could not be loaded" error={error} retry={refetch} back={{ link: paths.artifacts(), word: 'All artifacts' }} />
  return (
    <Page
      mood="dense"
      title={data?.file_path ?? 'Artifact'}
      eyebrow={<Link {...paths.artifacts()} className="tap hover:text-ink">Artifacts</Link>}
      heading={data ? <span className="flex flex-wrap items-center gap-2">{data.file_path}{!data.current && <Tag>not current</Tag>}</span> : <Skeleton className="h-7 w-72" />}
      actions={data && <SaveButton artifact={data} />}
    >
      {data ? (
        <div data-block="body" className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[1fr_20rem]">
          <ArtifactView artifact={data} />
          <Facts
            facts={[
              ['Run', <Link key="run" {...paths.run(data.run_id, { gate: data.gate_id ?? undefined, attempt: data.attempt_number })} className="tap underline underline-offset-2">{data.gate_id}, attempt {data.attempt_number}</Link>],
              ['Type', words(data.artifact_type ?? 'not known')],
              ['Media type', data.media_type],
              ['Size', bytes(data.size_bytes)],
              ['Made', <Time full key="made" at={data.created_at} />],
              ['SHA-256', <code key="hash" className="font-mono text-xs break-all">{data.content_hash.replace(/^sha256:/, '')}</code>],
            ]}
          />
        </div>
      ) : <Skeleton className="h-96 w-full" />}
    </Page>
  )
}

function SaveButton({ artifact }: { artifact: Artifact }) {
  const save = useAction({ run: () => downloadArtifact(artifact.id, artifact.file_name) })
  return <Button pending={save.isPending} onClick={() => save.mutate()}><Download /> Download</Button>
}
