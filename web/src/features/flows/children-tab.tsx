import { Link } from '@tanstack/react-router'
import type { FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { RowTable, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { StatusBadge } from '@/ui/status'
import { Time } from '@/ui/time'
import { flowRunStatus } from './steps'

const ALL_THERE = { hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => undefined }
const SMALL = 'hidden sm:block'

const COLUMNS: Column<FlowRun>[] = [
  {
    name: 'Run',
    cell: (run) => (
      <span className="flex items-baseline gap-2">
        <Link {...paths.flowRun(run.id)} className={`max-w-[70%] shrink-0 ${rowLink}`}>{run.name}</Link>
        <span className="min-w-0 truncate font-mono text-xs text-ink-3">{run.id.slice(-8)}</span>
      </span>
    ),
  },
  { name: 'Step', shown: SMALL, cell: (run) => <span className="block truncate text-ink-2">{run.parent_step}</span> },
  { name: 'Status', cell: (run) => <StatusBadge status={flowRunStatus(run)} /> },
  { name: 'Created', right: true, shown: SMALL, cell: (run) => <span className="text-ink-2"><Time at={run.created_at} /></span> },
]

/** The runs that steps of a run started. */
export function ChildrenTab({ runs }: { runs: FlowRun[] }) {
  return <RowTable label="Runs below" grid="grid-cols-[minmax(0,1fr)_7.5rem] sm:grid-cols-[minmax(0,1fr)_minmax(0,8rem)_7.5rem_7.5rem]" columns={COLUMNS} items={runs} keyOf={(run) => run.id} more={ALL_THERE} />
}
