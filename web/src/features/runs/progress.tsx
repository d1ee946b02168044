import clsx from 'clsx'
import { Check, Circle, CircleDot, Hand } from 'lucide-react'
import type { Connection } from '@/api/events'
import type { GateAttempt, Run } from '@/api/types'
import { duration } from '@/ui/format'
import { Meter } from '@/ui/meter'
import { Panel } from '@/ui/page'
import { Skeleton } from '@/ui/states'
import { useNow } from '@/ui/time'
import { ConnectionNote } from './connection-note'
import { phaseRows } from './phases'
import type { PhaseState } from './phases'

const ICONS: Record<PhaseState, React.ReactNode> = {
  done: <Check aria-hidden className="size-5 text-ok" />,
  active: <CircleDot aria-hidden className="size-5 animate-breathe text-run" />,
  stuck: <Hand aria-hidden className="size-5 text-wait" />,
  waiting: <Circle aria-hidden className="size-5 text-line-strong" />,
}

/** What is happening now and how far it is. `compact` leaves out the phases, once there is something to look at. */
export function Progress({ run, gates, connection, compact }: { run: Run | undefined; gates: GateAttempt[] | undefined; connection: Connection; compact: boolean }) {
  const running = run?.status === 'running'
  const now = useNow(running)
  const started = run?.started_at ? new Date(run.started_at).getTime() : null
  const rows = gates && phaseRows(gates)
  return (
    <Panel className="mb-8 p-5 sm:p-6">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-2 text-sm text-ink-2">
        {run ? <span className="num">{run.gates_passed} of {run.total_gates} steps</span> : <Skeleton className="h-4 w-24" />}
        <span className="flex items-center gap-4">
          <ConnectionNote connection={connection} />
          {running && <span className="num min-w-20 text-right text-ink-3">{started !== null && duration(Math.max(0, Math.floor((now - started) / 1000) * 1000))}</span>}
        </span>
      </div>
      <Meter value={run?.gates_passed ?? 0} of={run?.total_gates ?? 1} label="Progress" tone={run?.status === 'paused' ? 'wait' : 'run'} />
      {!compact && (
        <ol className="mt-6 grid gap-4">
          {rows?.map((row) => (
            <li key={row.phase} aria-current={row.state === 'active' ? 'step' : undefined} className={clsx('flex items-center gap-3 text-base', row.state === 'waiting' && 'text-ink-3', row.state === 'active' && 'font-medium')}>
              {ICONS[row.state]}
              {row.label}
              {row.state === 'stuck' && <span className="text-sm font-normal text-ink-2">needs a look</span>}
              {row.of > 1 && row.state !== 'done' && <span className="num ml-auto text-sm font-normal text-ink-3">{row.done} of {row.of}</span>}
            </li>
          )) ?? [0, 1, 2, 3, 4].map((row) => <li key={row} className="flex h-6 items-center"><Skeleton className="h-4 w-56" /></li>)}
        </ol>
      )}
    </Panel>
  )
}
