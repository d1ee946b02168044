import clsx from 'clsx'
import { Check as Tick, ChevronRight, Info, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Check } from '@/api/types'
import { Code } from '@/ui/status'

const WEIGHT: Record<Check['severity'], number> = { critical: 0, error: 1, warning: 2, info: 3 }

/** What failed first, the heaviest before the lighter. */
export const byWeight = (checks: Check[]) => [...checks].sort((a, b) => Number(a.passed) - Number(b.passed) || WEIGHT[a.severity] - WEIGHT[b.severity])

interface CheckRowProps {
  check: Check
  /** The places it speaks of, where it names any. */
  places: () => ReactNode
  startOpen: boolean
  /** What the same check said of another attempt. */
  other?: { attempt: number; passed: boolean }
}

/** A check: whether it held, what it says, and where. */
export function CheckRow({ check, places, startOpen, other }: CheckRowProps) {
  const [open, setOpen] = useState(startOpen)
  const blocking = check.severity === 'error' || check.severity === 'critical'
  const [Icon, color, word] = check.passed ? [Tick, 'text-ok', 'Passed'] : blocking ? [X, 'text-bad', 'Failed'] : check.severity === 'warning' ? [TriangleAlert, 'text-warn', 'Warning'] : [Info, 'text-idle', 'Note']
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="grid w-full grid-cols-[1rem_1fr_auto] items-start gap-2.5 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2">
        <Icon role="img" aria-label={word} className={clsx('mt-0.5 size-4', color)} />
        <span className="min-w-0">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{check.name ?? check.type}</span>
            <span className="font-mono text-xs text-ink-3">{check.target}</span>
            {check.score != null && <span className="num text-xs text-ink-2">score {check.score.toFixed(2)}</span>}
            {check.fail_code && <Code tone={blocking ? 'bad' : 'warn'}>{check.fail_code}</Code>}
            {other && <span className="text-xs text-ink-3">attempt {other.attempt}: {other.passed ? 'passed' : 'failed'}</span>}
          </span>
          <span className={clsx('block text-ink-2', !open && 'line-clamp-2')}>{check.message}</span>
        </span>
        <span className="flex items-center gap-1 text-xs text-ink-3">{check.severity}<ChevronRight aria-hidden className={clsx('size-4 transition-transform', open && 'rotate-90')} /></span>
      </button>
      {open && (
        <div className="grid gap-3 px-4 pb-4 pl-10.5">
          {(check.evidence ?? []).length === 0 ? <p className="text-xs text-ink-3">This check names no place.</p> : places()}
        </div>
      )}
    </li>
  )
}
