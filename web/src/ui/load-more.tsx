import { useEffect, useRef } from 'react'
import { Button } from './button'

interface LoadMoreProps {
  hasMore: boolean
  loading: boolean
  load: () => void
}

/** The end of a list that goes on: loads the next page when it comes into view, and has a button for those who do not scroll. */
export function LoadMore({ hasMore, loading, load }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = end.current
    if (!element || !hasMore || loading) return
    const watcher = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) load() }, { rootMargin: '400px' })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [hasMore, loading, load])
  if (!hasMore) return null
  return <div ref={end} className="grid place-items-center p-3"><Button look="ghost" pending={loading} onClick={load}>Load more</Button></div>
}
