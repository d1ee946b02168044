import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Json } from '@/api/types'
import { Button } from '@/ui/button'

const SHOWN_CHARS = 32 * 1024

/** A named JSON value that folds. */
export function JsonPart({ title, value, none, startOpen = true }: { title: string; value: Json | undefined; none?: string; startOpen?: boolean }) {
  const [all, setAll] = useState(false)
  const text = value === null || value === undefined ? undefined : JSON.stringify(value, null, 2)
  if (text === undefined) return none === undefined ? null : <div><h3 className="text-sm">{title}</h3><p className="mt-1 text-sm text-ink-3">{none}</p></div>
  const cut = !all && text.length > SHOWN_CHARS
  return (
    <details open={startOpen} className="group min-w-0">
      <summary className="flex h-6 items-center gap-1 text-sm max-md:h-10 [&::-webkit-details-marker]:hidden"><ChevronRight aria-hidden className="size-4 text-ink-3 transition-transform group-open:rotate-90" /><h3 className="text-sm">{title}</h3></summary>
      <pre tabIndex={0} className="mt-1 max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs focus-visible:-outline-offset-2">{cut ? text.slice(0, SHOWN_CHARS) : text}</pre>
      {cut && <Button size="sm" className="mt-2" onClick={() => setAll(true)}>Show the rest</Button>}
    </details>
  )
}
