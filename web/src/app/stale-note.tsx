import { notifyManager, useQueryClient } from '@tanstack/react-query'
import type { Query } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { ApiError } from '@/api/http'

const AGAIN_MS = 5_000

/** What is on screen, and could not be read again because the server is away. */
const isStale = (query: Query) => query.isActive() && query.state.data !== undefined && query.state.error instanceof ApiError && (query.state.error.status === 0 || query.state.error.status >= 502)

/** Says that the server went away while a page stands. The page stays; it is read again until that succeeds. */
export function StaleNote() {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  const since = useSyncExternalStore(
    useCallback((changed: () => void) => cache.subscribe(notifyManager.batchCalls(changed)), [cache]),
    () => cache.getAll().filter(isStale).reduce((oldest, query) => Math.min(oldest, query.state.dataUpdatedAt), Infinity),
  )
  const stale = since !== Infinity
  useEffect(() => {
    if (!stale) return
    const timer = setInterval(() => void client.refetchQueries({ predicate: isStale }), AGAIN_MS)
    return () => clearInterval(timer)
  }, [client, stale])
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-20 grid justify-items-center p-4">
      {stale && (
        <p className="flex items-center gap-2.5 rounded-lg bg-raised px-3 py-2.5 text-sm shadow-float">
          <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
          <span>The server does not answer. What you see is from {new Date(since).toLocaleTimeString('en-GB')}; trying again…</span>
        </p>
      )}
    </div>
  )
}
