import clsx from 'clsx'
import type { Tone } from './status'

const FILL: Record<Tone, string> = { run: 'bg-run', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad', wait: 'bg-wait', idle: 'bg-line-strong' }

/** How far something is. */
export function Meter({ value, of, label, tone = 'run', className }: { value: number; of: number; label: string; tone?: Tone; className?: string }) {
  const share = of > 0 ? Math.min(1, value / of) : 0
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={of} aria-valuenow={value} className={clsx('h-1.5 overflow-hidden rounded-full bg-idle-bg', className)}>
      <div className={clsx('h-full origin-left transition-transform duration-200', FILL[tone])} style={{ transform: `scaleX(${share})` }} />
    </div>
  )
}
