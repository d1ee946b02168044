import clsx from 'clsx'
import { useEffect, useState } from 'react'
import { ago, clock, exact } from './format'

/** A time as people say it, with the exact one a hover or a screen reader away; `full` writes both, where there is room for facts. */
export function Time({ at, full = false }: { at: string; full?: boolean }) {
  return <time dateTime={at} title={exact(at)} className={clsx('num relative', !full && 'whitespace-nowrap')}>{ago(at)}<span className={full ? 'text-ink-3' : 'sr-only'}> ({exact(at)})</span></time>
}

/** A time of day, where what stands beside it happened on the same day. */
export function Clock({ at }: { at: string }) {
  return <time dateTime={at} title={exact(at)} className="num relative whitespace-nowrap">{clock(at)}<span className="sr-only"> ({exact(at)})</span></time>
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
