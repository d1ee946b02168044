import { Link } from '@tanstack/react-router'
import type { FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { exact } from '@/ui/format'

const LINK = 'tap underline underline-offset-2 hover:text-ink'

function RunLink({ id, step }: { id: string; step?: string | null }) {
  return <Link {...paths.flowRun(id, step ? { step } : {})} className={LINK}>run <span className="font-mono">{id.slice(-8)}</span></Link>
}

/** Where a run comes from, and where it goes on. */
export function RunLineage({ run }: { run: FlowRun }) {
  const lines = [
    run.schedule_id !== null && <>Fired by <Link {...paths.schedule(run.schedule_id)} className={LINK}>a schedule</Link>{run.scheduled_for !== null && <> for <span className="num">{exact(run.scheduled_for)}</span></>}</>,
    run.parent_id !== null && <>Started by step {run.parent_step} of <RunLink id={run.parent_id} step={run.parent_step} /></>,
    run.forked_from !== null && <>Forked from <RunLink id={run.forked_from} /></>,
    run.continued_from !== null && <>Continues <RunLink id={run.continued_from} /></>,
    run.continued_in !== null && <>Goes on in <RunLink id={run.continued_in} /></>,
    run.redriven_as !== null && <>Taken up again as <RunLink id={run.redriven_as} /></>,
  ].filter((line) => line !== false)
  if (lines.length === 0) return null
  return <ul aria-label="Where it comes from" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">{lines.map((line, index) => <li key={index}>{line}</li>)}</ul>
}
