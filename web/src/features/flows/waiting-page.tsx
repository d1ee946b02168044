import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { flowRunsQuery } from '@/api/queries'
import type { FlowPause, FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { buttonClass } from '@/ui/button'
import { Page, Panel } from '@/ui/page'
import { LoadMore } from '@/ui/load-more'
import { RowList } from '@/ui/rows'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { StatusBadge } from '@/ui/status'
import { Time } from '@/ui/time'
import { waitsForPerson } from './waits'

/** Pixels; the class `h-16`. */
const LINE = 64

type Waiting = FlowRun & { pause: FlowPause & { kind: 'approval_required' | 'gate_failed' } }

const isWaiting = (run: FlowRun): run is Waiting => waitsForPerson(run.pause)

/** The runs that go no further until their person decides. */
export function WaitingPage() {
  const runs = useInfiniteQuery(flowRunsQuery({ status: 'paused' }))
  const all = runs.data?.pages.flatMap((page) => page.items).filter(isWaiting)
  return (
    <Page mood="calm" title="Waiting for me" lead="Runs of your flows that go no further until you decide, the newest first.">
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonRows rows={4} height="h-16" />
        : all.length > 0 ? <RowList items={all} height={LINE} keyOf={(run) => run.id} more={runs}>{(run) => <WaitingLine run={run} />}</RowList>
        // Runs that somebody holds are not waited for: the next page may have others.
        : runs.hasNextPage ? <LoadMore hasMore loading={runs.isFetchingNextPage} load={runs.fetchNextPage} />
        : <Empty title="Nothing waits for you" action={<Link {...paths.flowRuns()} className={buttonClass({ size: 'lg' })}>All runs of flows</Link>}>A run comes here when one of its steps asks for your approval, or failed and needs your decision.</Empty>}
      </Panel>
    </Page>
  )
}

function WaitingLine({ run }: { run: Waiting }) {
  const { pause } = run
  return (
    <Link {...paths.flowRun(run.id, { step: pause.step })} className="flex h-16 items-center gap-4 px-4 hover:bg-hover focus-visible:-outline-offset-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-base font-medium">{run.name}: {pause.step}</span>
        <span className="block truncate text-sm text-ink-3">{pause.kind === 'approval_required' ? 'waits for your approval' : `failed: ${pause.code}`} · begun <Time at={run.started_at ?? run.created_at} /></span>
      </span>
      <StatusBadge status="waiting" />
    </Link>
  )
}
