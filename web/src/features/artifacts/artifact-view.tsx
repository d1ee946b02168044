import { useQuery } from '@tanstack/react-query'
import { Download, ExternalLink } from 'lucide-react'
import { Suspense, useCallback, useMemo, useState } from 'react'
import { downloadArtifact } from '@/api/mutations'
import { ApiError } from '@/api/http'
import { artifactBlobQuery, artifactPictureQuery, artifactTextQuery } from '@/api/queries'
import type { Artifact } from '@/api/types'
import { Button } from '@/ui/button'
import { ErrorCode } from '@/ui/error-code'
import { bytes } from '@/ui/format'
import { Empty, ErrorState, Skeleton } from '@/ui/states'
import { useAction } from '@/ui/use-action'
import { fileKind } from './kinds'
import { Markdown } from './markdown'

/** Longer texts are cut on screen; the file itself is a click away. */
const SHOWN_CHARS = 256 * 1024

/** A file as it should be seen: a page in a sealed frame, Markdown set, pictures as pictures, the rest as text. */
export function ArtifactView({ artifact }: { artifact: Artifact }) {
  const kind = fileKind(artifact)
  switch (kind) {
    case 'page':
      return <PageView artifact={artifact} />
    case 'picture':
      return <PictureView artifact={artifact} />
    case 'markdown':
    case 'json':
    case 'text':
      return <TextView artifact={artifact} kind={kind} />
    case 'pdf':
      return <PdfView artifact={artifact} />
    case 'other':
      return <Empty title="No preview for this kind of file" action={<DownloadButton artifact={artifact} />}>{artifact.media_type}, {bytes(artifact.size_bytes)}</Empty>
  }
}

/**
 * A made page is somebody's content, not our code: it gets no scripts and no origin. Its bytes are fetched with the session's token and
 * handed over as `srcdoc`; the `base` keeps its own `#links` inside the frame.
 */
function PageView({ artifact }: { artifact: Artifact }) {
  const { data, error, refetch } = useQuery(artifactTextQuery(artifact.id))
  if (error && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />
  if (data === undefined) return <Skeleton className="h-[78dvh] w-full" />
  return (
    <iframe
      data-page
      title={artifact.file_name}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={data.replace(/<head[^>]*>/i, (head) => `${head}<base href="about:srcdoc">`)}
      className="h-[78dvh] w-full rounded-lg border border-line bg-white"
    />
  )
}

/** Gives an element the address of a blob, for as long as the element lives. */
function useBlob(blob: Blob | undefined, attribute: 'src' | 'href') {
  return useCallback((element: HTMLElement | null) => {
    if (!element || !blob) return
    const url = URL.createObjectURL(blob)
    element.setAttribute(attribute, url)
    return () => URL.revokeObjectURL(url)
  }, [blob, attribute])
}

function PictureView({ artifact }: { artifact: Artifact }) {
  const { data, error, refetch } = useQuery(artifactPictureQuery(artifact.id))
  const source = useBlob(data?.blob, 'src')
  if (error && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-96 w-full" />
  // An image element runs no script of an SVG and fetches nothing for it.
  return <img ref={source} alt={artifact.file_name} width={data.width} height={data.height} className="max-h-[85dvh] w-full rounded-lg border border-line bg-white object-contain" />
}

function PdfView({ artifact }: { artifact: Artifact }) {
  const [open, setOpen] = useState(false)
  const { data, isFetching, error } = useQuery({ ...artifactBlobQuery(artifact.id), enabled: open })
  // Whatever the bytes are, the browser is to take them for a PDF and nothing else.
  const pdf = useMemo(() => data && new Blob([data], { type: 'application/pdf' }), [data])
  const address = useBlob(pdf, 'href')
  return (
    <Empty
      title="A PDF to print or keep"
      action={
        <span className="flex flex-wrap justify-center gap-2">
          <DownloadButton artifact={artifact} />
          {pdf ? <a ref={address} target="_blank" rel="noreferrer" className="inline-flex h-8 max-md:h-10 items-center gap-1.5 px-3 font-medium underline underline-offset-2">Open it in a tab <ExternalLink aria-hidden className="size-4" /></a>
          : <Button pending={isFetching} onClick={() => setOpen(true)}>Prepare to open</Button>}
        </span>
      }
    >
      {error ? <>{error.message} {error instanceof ApiError && <ErrorCode code={error.code} />}</> : bytes(artifact.size_bytes)}
    </Empty>
  )
}

function TextView({ artifact, kind }: { artifact: Artifact; kind: 'markdown' | 'json' | 'text' }) {
  const { data, error, refetch } = useQuery(artifactTextQuery(artifact.id))
  if (error && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />
  if (data === undefined) return <Skeleton className="h-96 w-full" />
  const text = data.slice(0, SHOWN_CHARS)
  return (
    <div className="rounded-lg border border-line bg-surface p-5 sm:p-8">
      {kind === 'markdown'
        ? <Suspense fallback={<Skeleton className="h-96 w-full" />}><Markdown text={text} /></Suspense>
        : <pre tabIndex={0} className="overflow-x-auto font-mono text-xs">{kind === 'json' && data.length <= SHOWN_CHARS ? pretty(text) : text}</pre>}
      {data.length > SHOWN_CHARS && <p className="mt-4 border-t border-line pt-4 text-sm text-ink-2">Only the beginning is shown. <DownloadButton artifact={artifact} /></p>}
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function DownloadButton({ artifact }: { artifact: Artifact }) {
  const save = useAction({ run: () => downloadArtifact(artifact.id, artifact.file_name) })
  return <Button pending={save.isPending} onClick={() => save.mutate()}><Download /> Download</Button>
}
