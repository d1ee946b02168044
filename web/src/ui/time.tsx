import { useEffect, useState } from 'react'
import { ago, exact } from './format'

/** A time as people say it, with the exact one a hover or a screen reader away. */
export function Time({ at }: { at: string }) {
  return <time dateTime={at} title={exact(at)} className="num relative whitespace-nowrap">{ago(at)}<span className="sr-only"> ({exact(at)})</span></time>
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
