import { Tooltip } from 'radix-ui'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { UNKNOWN, ago, exact, usd, usdAtLeast } from './format'

/** A time as people say it, with the exact one a hover or a screen reader away. */
export function Time({ at, empty = UNKNOWN }: { at: string | null | undefined; empty?: string }) {
  if (!at) return <span className="text-ink-3">{empty}</span>
  return <time dateTime={at} title={exact(at)} className="relative whitespace-nowrap">{ago(at)}<span className="sr-only"> ({exact(at)})</span></time>
}

/** The time now, renewed every second while something is under way. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [running])
  return now
}

export function Money({ usd: amount, incomplete = false }: { usd: number | null | undefined; incomplete?: boolean }) {
  if (amount === null || amount === undefined) return <Unknown why="No price is known for this model, so the cost is not known." />
  if (!incomplete) return <span className="num">{usd(amount)}</span>
  return <Hint text="Some calls have no known price; the true cost is at least this."><span className="num">{usdAtLeast(amount, true)}</span></Hint>
}

export function Unknown({ why }: { why: string }) {
  return <Hint text={why}><span className="relative text-ink-3">{UNKNOWN}<span className="sr-only"> {why}</span></span></Hint>
}

/** A short explanation, on hover and on focus. */
export function Hint({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip.Root delayDuration={200}>
      <Tooltip.Trigger asChild><span tabIndex={0} className="cursor-help">{children}</span></Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content sideOffset={4} collisionPadding={8} className="z-[70] max-w-64 animate-appear rounded-md bg-action px-2 py-1 text-xs text-on-action">
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
