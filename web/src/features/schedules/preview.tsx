import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from '@/api/http'
import { schedulePreviewQuery } from '@/api/queries'
import type { ScheduleDefinition } from '@/api/types'
import { refusalOf } from '@/ui/refusal'
import { definitionOf, placeDraftErrors } from './draft'
import type { Draft, DraftErrors } from './draft'
import { Moment } from './moment'

/** Somebody who pauses for so long wants to see what the rule means. */
const PAUSE_MS = 400

interface PreviewState {
  next: string[] | undefined
  wrong: DraftErrors
  /** What is wrong and belongs to no field. */
  rest: string | undefined
}

/** What a rule means, asked for when somebody has paused. */
export function usePreview(draft: Draft): PreviewState {
  const text = JSON.stringify(definitionOf(draft) ?? null)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    if (text === settled) return
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, settled])
  const definition = JSON.parse(settled) as ScheduleDefinition | null
  const preview = useQuery({ ...schedulePreviewQuery(definition ?? { when: [] }), enabled: definition !== null })
  // What was wrong is mended while somebody writes on.
  const error = text === settled ? preview.error : null
  const placed = placeDraftErrors(error instanceof ApiError ? error.errors : [], draft.rules)
  const rest = error === null ? undefined : placed.rest.length > 0 ? placed.rest.map((item) => item.message).join(' ') : Object.keys(placed.at).length === 0 ? refusalOf(error).text : undefined
  return { next: definition === null || preview.error ? undefined : preview.data?.next, wrong: placed.at, rest }
}

/** As high as ten moments, so that what stands below keeps its place. */
export function Preview({ preview: { next, rest }, zone }: { preview: PreviewState; zone: string }) {
  return (
    <section aria-label="Next moments" className="rounded-lg border border-line p-4">
      <h2 className="text-sm font-medium">The next moments</h2>
      <div aria-live="polite" className="mt-2 min-h-65 text-sm">
        {next === undefined ? <p className="text-ink-3">{rest ?? 'They stand here as soon as the rule can be read.'}</p>
        : next.length === 0 ? <p className="text-warn">It would never fire.</p>
        : <ol className="grid gap-1.5">{next.map((at) => <li key={at} className="min-h-5"><Moment at={at} zone={zone} /></li>)}</ol>}
      </div>
    </section>
  )
}
