import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followRun } from '@/api/events'
import type { Connection } from '@/api/events'
import { gatesQuery, runQuery } from '@/api/queries'
import type { Run, RunEvent, RunStatus } from '@/api/types'
import { paced } from './paced'

const LIVE = new Set<RunStatus>(['pending', 'running', 'paused'])
const SOONEST_MS = 400

export const isLive = (run: Run | undefined) => run !== undefined && LIVE.has(run.status)

/**
 * Follows a run while it is not over. Events make the run and its steps be read again, a moment later and never faster than the server
 * answers, so that what is shown is always what the server says.
 */
export function useLiveRun(runId: string, follow: boolean): { connection: Connection; last: RunEvent | undefined } {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  const [last, setLast] = useState<RunEvent>()

  useEffect(() => {
    if (!follow) return
    const abort = new AbortController()
    const reading = paced(
      () => Promise.all([client.invalidateQueries({ queryKey: runQuery(runId).queryKey, exact: true }), client.invalidateQueries({ queryKey: gatesQuery(runId).queryKey, exact: true })]),
      SOONEST_MS,
    )

    void followRun(runId, {
      signal: abort.signal,
      onConnection: setConnection,
      onEvent: (event) => {
        setLast(event)
        reading.wanted()
        if (event.gate) void client.invalidateQueries({ queryKey: [...gatesQuery(runId).queryKey, event.gate] })
        if (event.type.startsWith('run_')) void client.invalidateQueries({ queryKey: ['runs', 'list'] })
        if (event.type === 'run_completed' || event.type === 'run_paused' || event.type === 'gate_failed') void client.invalidateQueries({ queryKey: ['runs', runId, 'artifacts'] })
      },
    })
    return () => {
      abort.abort()
      reading.stop()
    }
  }, [client, follow, runId])

  return { connection, last }
}
