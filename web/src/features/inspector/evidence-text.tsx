import { useQuery } from '@tanstack/react-query'
import { artifactTextQuery } from '@/api/queries'
import type { Artifact, Evidence } from '@/api/types'
import { Skeleton } from '@/ui/states'
import { markedLines } from './highlight'
import type { Span } from './highlight'

const CONTEXT_LINES = 3

/** The files whose text is needed to show these places. */
export function markedFiles(evidence: Evidence[], files: Artifact[]): Artifact[] {
  const paths = new Set(evidence.filter((place) => place.span).map((place) => place.path))
  return [...paths].flatMap((path) => files.find((file) => file.file_path === path) ?? [])
}

/** The places a check speaks of: marked in the text itself where they have bytes, quoted where they have not. */
export function EvidenceText({ evidence, files }: { evidence: Evidence[]; files: Artifact[] }) {
  const byFile = new Map<string, Evidence[]>()
  for (const place of evidence) byFile.set(place.path, [...(byFile.get(place.path) ?? []), place])
  return [...byFile].map(([path, places]) => {
    const file = files.find((candidate) => candidate.file_path === path)
    const spans = places.flatMap((place) => (place.span ? [place.span] : []))
    return (
      <figure key={path} className="min-w-0">
        <figcaption className="mb-1 font-mono text-xs text-ink-3">{path}{places[0]?.line ? `:${places[0].line}` : ''}</figcaption>
        {file && spans.length > 0 ? <MarkedFile file={file} spans={spans} fallback={places} /> : <Quotes places={places} />}
      </figure>
    )
  })
}

/** The places as they are quoted. */
export function Quotes({ places }: { places: Evidence[] }) {
  return (
    <ul className="grid gap-1">
      {places.map((place, index) => <li key={index} className="rounded-md bg-sunken px-3 py-1.5 font-mono text-xs whitespace-pre-wrap">{place.excerpt}</li>)}
    </ul>
  )
}

function MarkedFile({ file, spans, fallback }: { file: Artifact; spans: Span[]; fallback: Evidence[] }) {
  const { data, error } = useQuery(artifactTextQuery(file.id))
  if (error) return <Quotes places={fallback} />
  if (data === undefined) return <Skeleton className="h-36 w-full" />
  const lines = markedLines(data, spans, CONTEXT_LINES)
  return (
    <div tabIndex={0} role="region" aria-label={`Places in ${file.file_name}`} className="max-h-80 overflow-auto rounded-md bg-sunken py-2">
      <table className="w-full font-mono text-xs">
        <tbody>
          {lines.map((line, index) => {
            const gap = index > 0 && line.number !== (lines[index - 1]?.number ?? 0) + 1
            return (
              <tr key={line.number} className={gap ? 'border-t border-line-strong border-dashed' : undefined}>
                <td className="num w-12 px-2 text-right align-top text-ink-3 select-none">{line.number}</td>
                <td className="pr-3 whitespace-pre-wrap">{line.parts.map((part, at) => (part.marked ? <mark key={at}>{part.text}</mark> : part.text))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
