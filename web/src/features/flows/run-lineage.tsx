import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { flowSuccessorQuery } from '@/api/queries'
import type { FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { exact } from '@/ui/format'

const LINK = 'tap underline underline-offset-2 hover:text-ink'

function RunLink({ id, step }: { id: string; step?: string | null }) {
  return <Link {...paths.flowRun(id, step ? { step } : {})} className={LINK}>run <span className="font-mono">{id.slice(-8)}</span></Link>
}

/** Where a run comes from, and where it goes on. */
export function RunLineage({ run }: { run: FlowRun }) {
  const continued = run.status === 'continued'
  const next = useQuery({ ...flowSuccessorQuery(run.id, run.name), enabled: continued })
  const lines = [
    run.schedule_id !== null && <>Fired by <Link {...paths.schedule(run.schedule_id)} className={LINK}>a schedule</Link>{run.scheduled_for !== null && <> for <span className="num">{exact(run.scheduled_for)}</span></>}</>,
    run.parent_id !== null && <>Started by step {run.parent_step} of <RunLink id={run.parent_id} step={run.parent_step} /></>,
    run.forked_from !== null && <>Forked from <RunLink id={run.forked_from} /></>,
    run.continued_from !== null && <>Continues <RunLink id={run.continued_from} /></>,
    continued && <>Goes on in {next.data ? <RunLink id={next.data.id} /> : <Link {...paths.flowRuns({ name: run.name })} className={LINK}>a newer run</Link>}</>,
  ].filter((line) => line !== false)
  if (lines.length === 0) return null
  return <ul aria-label="Where it comes from" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">{lines.map((line, index) => <li key={index}>{line}</li>)}</ul>
}
