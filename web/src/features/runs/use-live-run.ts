import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followRun } from '@/api/events'
import type { Connection } from '@/api/events'
import { gatesQuery, runQuery } from '@/api/queries'
import type { Run, RunEvent, RunStatus } from '@/api/types'

const LIVE = new Set<RunStatus>(['pending', 'running', 'paused'])
const SOONEST_MS = 400
/** A run so large that reading it takes long is read more rarely: it rests this many times as long as it read. */
const REST = 4

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
    let timer: ReturnType<typeof setTimeout> | undefined
    let reading = false
    let again = false
    let pause = SOONEST_MS

    const read = async () => {
      reading = true
      again = false
      const began = performance.now()
      await Promise.all([client.invalidateQueries({ queryKey: runQuery(runId).queryKey, exact: true }), client.invalidateQueries({ queryKey: gatesQuery(runId).queryKey, exact: true })])
      reading = false
      pause = Math.max(SOONEST_MS, (performance.now() - began) * REST)
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- an event may have come while reading
      if (again) schedule()
    }
    const schedule = () => {
      if (reading) again = true
      else timer ??= setTimeout(() => {
        timer = undefined
        if (!abort.signal.aborted) void read()
      }, pause)
    }

    void followRun(runId, {
      signal: abort.signal,
      onConnection: setConnection,
      onEvent: (event) => {
        setLast(event)
        schedule()
        if (event.gate) void client.invalidateQueries({ queryKey: [...gatesQuery(runId).queryKey, event.gate] })
        if (event.type.startsWith('run_')) void client.invalidateQueries({ queryKey: ['runs', 'list'] })
        if (event.type === 'run_completed' || event.type === 'run_paused' || event.type === 'gate_failed') void client.invalidateQueries({ queryKey: ['runs', runId, 'artifacts'] })
      },
    })
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [client, follow, runId])

  return { connection, last }
}
