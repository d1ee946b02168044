import { useEffect, useState } from 'react'
import { UNKNOWN, ago, exact } from './format'

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
