import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { runsQuery, templatesQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { nameOf, useMe } from '@/auth/me'
import { WorkflowCard } from '@/features/catalogue/workflow-card'
import { WorkflowCardSkeleton } from '@/features/catalogue/workflow-card-skeleton'
import { RunLine } from '@/features/runs/run-line'
import { buttonClass } from '@/ui/button'
import { Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'

const RECENT = 5
const FEATURED = 3

export function HomePage() {
  const me = useMe()
  const templates = useQuery(templatesQuery())
  const runs = useInfiniteQuery(runsQuery({ scope: 'me' }, RECENT))
  const recent = runs.data?.pages[0]?.items
  const featured = templates.data && [...templates.data].sort((a, b) => Number(b.is_featured) - Number(a.is_featured) || a.sort_order - b.sort_order).slice(0, FEATURED)
  const more = <Link {...paths.activity()} className="tap text-sm text-ink-2 underline underline-offset-2 hover:text-ink">All activity</Link>
  return (
    <Page mood="calm" title="Home" heading={me?.display_name ? `Hello, ${nameOf(me)}` : 'Hello'} lead="Choose a workflow, say what you want, come back to a finished result.">
      <section data-block="body" aria-labelledby="home-start">
        <div className="mb-3 flex items-baseline justify-between">
          <h2 id="home-start" className="text-lg">Start something</h2>
          <Link {...paths.workflows()} className="tap text-sm text-ink-2 underline underline-offset-2 hover:text-ink">All workflows</Link>
        </div>
        {templates.isError && !templates.data ? <ErrorState error={templates.error} retry={() => void templates.refetch()} /> : (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {featured?.map((template) => <li key={template.slug}><WorkflowCard template={template} /></li>)
              ?? [0, 1, 2].map((row) => <li key={row}><WorkflowCardSkeleton /></li>)}
          </ul>
        )}
      </section>
      <section aria-labelledby="home-recent" className="mt-12">
        <div className="mb-3 flex items-baseline justify-between">
          <h2 id="home-recent" className="text-lg">Recent</h2>
          {recent && recent.length > 0 && more}
        </div>
        <Panel>
          {runs.isError && !recent ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
          : !recent ? <SkeletonRows rows={RECENT} height="h-16" />
          : recent.length === 0 ? (
            <Empty title="Nothing yet" action={<Link {...paths.workflows()} className={buttonClass({ look: 'primary', size: 'lg' })}>Choose a workflow</Link>}>
              What you start appears here, with its progress and its result.
            </Empty>
          ) : <ul>{recent.map((run, index) => <li key={run.id} className={index > 0 ? 'border-t border-line' : undefined}><RunLine run={run} /></li>)}</ul>}
        </Panel>
      </section>
    </Page>
  )
}
