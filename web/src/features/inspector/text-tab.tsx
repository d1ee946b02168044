import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { GateAttempt } from '@/api/types'
import { Button } from '@/ui/button'
import { bytes } from '@/ui/format'
import { Empty, SkeletonRows } from '@/ui/states'

const DiffView = lazy(() => import('@/ui/diff-view'))

const SHOWN_CHARS = 64 * 1024

interface TextTabProps {
  what: 'prompt' | 'output'
  name: string
  attempt: GateAttempt
  text: string | null | undefined
  against: GateAttempt | undefined
  other: string | null | undefined
}

/** What was sent or what came back; beside the same of another attempt where one is chosen. */
export function TextTab({ what, name, attempt, text, against, other }: TextTabProps) {
  const [all, setAll] = useState(false)
  if (text === undefined || text === null) {
    return <Empty title={`No ${what} is kept for this attempt`}>{attempt.model_id ? 'It appears here once the model was called.' : 'This step calls no model; its files are under Files.'}</Empty>
  }
  if (against) {
    if (other === undefined) return <SkeletonRows rows={10} />
    return (
      <Suspense fallback={<SkeletonRows rows={10} />}>
        <DiffView before={other ?? ''} after={text} beforeLabel={`Attempt ${against.attempt_number}`} afterLabel={`Attempt ${attempt.attempt_number}`} />
      </Suspense>
    )
  }
  const cut = !all && text.length > SHOWN_CHARS
  return (
    <div>
      <div className="flex items-center justify-between gap-2 px-4 pt-2 text-xs text-ink-3">
        {bytes(new Blob([text]).size)}
        <Button size="sm" look="ghost" onClick={() => save(text, name)}><Download /> Download</Button>
      </div>
      <pre tabIndex={0} className="overflow-x-auto px-4 pt-1 pb-4 font-mono text-xs whitespace-pre-wrap focus-visible:-outline-offset-2">{cut ? text.slice(0, SHOWN_CHARS) : text}</pre>
      {cut && <div className="border-t border-line p-3"><Button size="sm" onClick={() => setAll(true)}>Show the rest</Button></div>}
    </div>
  )
}

function save(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
