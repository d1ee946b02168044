import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { followFlowRun } from '@/api/events'
import type { Connection } from '@/api/events'
import { flowChildrenQuery, flowPlanQuery, flowRunQuery, flowStepsQuery } from '@/api/queries'
import type { JournalEntry } from '@/api/types'
import { paced } from '@/features/runs/paced'

const SOONEST_MS = 300

/**
 * Follows the journal of a run from its beginning. Each entry makes the run and its steps be read again, a moment later: what is shown of
 * them is what the server says, and the journal is what it has told.
 */
export function useLiveFlowRun(runId: string, follow: boolean): { connection: Connection; journal: JournalEntry[] } {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  const [journal, setJournal] = useState<JournalEntry[]>([])
  const told = useRef<JournalEntry[]>([])

  useEffect(() => {
    if (!follow) return
    const abort = new AbortController()
    const reading = paced(() => {
      setJournal([...told.current])
      return Promise.all([flowRunQuery(runId), flowStepsQuery(runId), flowChildrenQuery(runId)].map(({ queryKey }) => client.invalidateQueries({ queryKey, exact: true })))
    }, SOONEST_MS)
    void followFlowRun(runId, {
      after: told.current.at(-1)?.seq,
      signal: abort.signal,
      onConnection: (state) => {
        setConnection(state)
        // What was told while nobody followed any more is not told again.
        if (state === 'ended') setJournal([...told.current])
      },
      onEvent: (entry) => {
        told.current.push(entry)
        reading.wanted()
        // Only then has it another plan.
        if (entry.entry.entry === 'migrated') void client.invalidateQueries({ queryKey: flowPlanQuery(runId).queryKey })
        // What waits and what goes on is counted elsewhere too; what is long past is not news.
        if (entry.entry.entry.startsWith('run_') && Date.now() - Date.parse(entry.at) < RECENT_MS) void client.invalidateQueries({ queryKey: ['flow-runs', 'list'] })
      },
    })
    return () => {
      abort.abort()
      reading.stop()
    }
  }, [client, follow, runId])

  return { connection, journal }
}

const RECENT_MS = 60_000
