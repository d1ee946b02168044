import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowRight, Check } from 'lucide-react'
import { templateQuery } from '@/api/queries'
import type { Phase, TemplateStep } from '@/api/types'
import { paths } from '@/app/paths'
import { phaseWord } from '@/features/runs/phases'
import { buttonClass } from '@/ui/button'
import { formats, plural, times, words } from '@/ui/format'
import { ErrorPage } from '@/ui/error-page'
import { Facts, Page } from '@/ui/page'
import { Skeleton } from '@/ui/states'
import { Tag } from '@/ui/status'
import { costWords } from './workflow-card'

export function WorkflowPage() {
  const { slug } = useParams({ from: '/app/workflows/$slug' })
  const { data: template, error, refetch } = useQuery(templateQuery(slug))
  if (error && !template) return <ErrorPage title="This workflow could not be loaded" error={error} retry={refetch} back={{ link: paths.workflows(), word: 'All workflows' }} />
  return (
    <Page
      mood="calm"
      title={template?.name ?? 'Workflow'}
      heading={template ? template.name : <Skeleton className="h-9 w-96 max-w-full" />}
      eyebrow={<Link {...paths.workflows()} className="tap hover:text-ink">Workflows</Link>}
      lead={template ? template.description : <Skeleton className="h-12 w-full" />}
    >
      <div data-block="body" className="grid grid-cols-1 gap-10 md:grid-cols-[1fr_16rem]">
        <div className="order-2 grid content-start gap-10 md:order-1">
          <section>
            <h2 className="mb-3 text-lg">What you get</h2>
            {template ? (
              <ul className="grid gap-2.5 text-base">
                {template.what_you_get.map((item) => (
                  <li key={item} className="flex gap-3"><Check aria-hidden className="mt-1 size-4 shrink-0 text-ink-3" />{item}</li>
                ))}
              </ul>
            ) : <Skeleton className="h-32 w-full" />}
          </section>
          {template?.spec && (
            <section>
              <h2 className="mb-3 text-lg">How it works</h2>
              <ol className="grid gap-2.5 text-base">
                {phases(template.spec.steps).map(([phase, steps], index) => (
                  <li key={phase} className="flex gap-3">
                    <span aria-hidden className="num w-4 shrink-0 text-ink-3">{index + 1}</span>
                    {phaseWord(phase)} <span className="ml-auto text-sm text-ink-3">{plural(steps, 'step')}</span>
                  </li>
                ))}
              </ol>
              <p className="mt-4 max-w-[52ch] text-base text-ink-2">Each step is checked before the next begins. If something does not hold, the work stops and says so.</p>
            </section>
          )}
        </div>
        <aside className="order-1 md:order-2">
          {template && !template.spec
            ? <p className="text-base text-ink-2">This workflow is being prepared and cannot be started yet.</p>
            : <Link {...paths.start(slug)} className={buttonClass({ look: 'primary', size: 'lg', className: 'w-full' })}>Start <ArrowRight /></Link>}
          {template ? (
            <Facts
              className="mt-6"
              facts={[
                ['Takes', template.estimated_time ? times(template.estimated_time) : 'varies'],
                ['Costs', costWords(template.estimated_cost_usd)],
                ['Depth', words(template.depth)],
                ['Comes as', template.spec ? formats(template.spec.output_formats) : 'not known yet'],
                ['Topics', <span key="tags" className="flex flex-wrap gap-1">{template.tags.map((tag) => <Link key={tag} {...paths.workflows({ tag })} className="inline-flex max-md:min-h-10 max-md:min-w-10 max-md:items-center"><Tag>{words(tag)}</Tag></Link>)}</span>],
              ]}
            />
          ) : <Skeleton className="mt-6 h-40 w-full" />}
        </aside>
      </div>
    </Page>
  )
}

/** How many steps each phase has, phases in the order in which they begin. */
function phases(steps: TemplateStep[]): [Phase, number][] {
  const counts = new Map<Phase, number>()
  for (const step of steps) counts.set(step.phase, (counts.get(step.phase) ?? 0) + 1)
  return [...counts]
}
