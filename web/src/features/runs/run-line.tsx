import { Link } from '@tanstack/react-router'
import type { Run } from '@/api/types'
import { paths } from '@/app/paths'
import { Meter } from '@/ui/meter'
import { StatusBadge, runStatus } from '@/ui/status'
import { Time } from '@/ui/time'

const WORDS = { pending: 'Waiting', running: 'In progress', paused: 'On hold', completed: 'Done', failed: 'Not finished', cancelled: 'Called off' } as const

/** The words of a status for the person a run belongs to. */
export const ownerWord = (run: Run) => (run.waiting_for?.kind === 'approval' ? 'Ready for you' : WORDS[run.status])

/** Only an acceptance is the owner's to give; what else holds a run is somebody else's to decide. */
export const ownerStatus = (run: Run) => (run.waiting_for?.kind === 'approval' ? runStatus(run) : run.status)

/** Pixels; the class `h-16`. */
export const RUN_LINE = 64

/** A run as its owner sees it in a list. */
export function RunLine({ run }: { run: Run }) {
  const under = run.status === 'running' || run.status === 'pending'
  return (
    <Link {...paths.activityRun(run.id)} className="flex h-16 items-center gap-4 px-4 hover:bg-hover focus-visible:-outline-offset-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base font-medium">{run.display_name}</span>
        <span className="block truncate text-sm text-ink-3">{run.template_name} · <Time at={run.created_at} /></span>
      </span>
      {under && <Meter value={run.gates_passed} of={run.total_gates} label={`Progress of ${run.display_name}`} className="hidden w-24 sm:block" />}
      <StatusBadge status={ownerStatus(run)} word={ownerWord(run)} />
    </Link>
  )
}
