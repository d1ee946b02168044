import { Link } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import type { Template } from '@/api/types'
import { paths } from '@/app/paths'
import { times, usd, words } from '@/ui/format'
import { CARD } from './workflow-card-skeleton'

/** A workflow as something to choose: what it makes, how long it takes, what it costs. */
export function WorkflowCard({ template }: { template: Template }) {
  return (
    <Link {...paths.workflow(template.slug)} className={`${CARD} transition-colors hover:border-line-strong`}>
      <p className="text-xs text-ink-3">{words(template.type)} · {words(template.depth)}</p>
      <h3 className="mt-1.5 text-lg">{template.name}</h3>
      <div className="mt-2 flex-1"><p className="line-clamp-3 text-base text-ink-2">{template.description}</p></div>
      <p className="mt-4 flex items-center gap-1.5 text-sm text-ink-2">
        <Clock aria-hidden className="size-4 text-ink-3" /> {template.estimated_time ? times(template.estimated_time) : 'Time varies'}
        <span className="ml-auto num">{costWords(template.estimated_cost_usd)}</span>
      </p>
    </Link>
  )
}

/** What a run costs, said so that "unknown" is not read as "free". */
export function costWords(estimate: number | null): string {
  if (estimate === null) return 'Cost not known'
  if (estimate === 0) return 'No cost'
  // Whoever decides whether to start cares for cents, not for fractions of them.
  return estimate < 0.01 ? 'under $0.01' : `about ${usd(Math.round(estimate * 100) / 100, 2)}`
}
