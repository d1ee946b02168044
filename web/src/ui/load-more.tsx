import { useEffect, useEffectEvent, useRef } from 'react'
import { Button } from './button'

interface LoadMoreProps {
  hasMore: boolean
  loading: boolean
  load: () => unknown
}

/** The end of a list that goes on: loads the next page when it comes into view, and has a button for those who do not scroll. */
export function LoadMore({ hasMore, loading, load }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null)
  const reached = useEffectEvent(load)
  useEffect(() => {
    const element = end.current
    if (!element || !hasMore || loading) return
    const watcher = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) reached() }, { rootMargin: '600px' })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [hasMore, loading])
  if (!hasMore) return null
  return <div ref={end} className="grid place-items-center border-t border-line p-3"><Button look="ghost" pending={loading} onClick={() => void load()}>Load more</Button></div>
}
