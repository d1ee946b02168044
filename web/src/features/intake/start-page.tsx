import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { runQuery, templateQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { FormSkeleton } from '@/app/waiting'
import { ErrorPage } from '@/ui/error-page'
import { Page } from '@/ui/page'
import { Empty, Skeleton } from '@/ui/states'
import { IntakeForm } from './intake-form'

export function StartPage() {
  const { slug } = useParams({ from: '/app/workflows/$slug/start' })
  const { from } = useSearch({ from: '/app/workflows/$slug/start' })
  const template = useQuery(templateQuery(slug))
  const earlier = useQuery({ ...runQuery(from ?? ''), enabled: from !== undefined })
  if (template.isError && !template.data) return <ErrorPage title="This workflow could not be loaded" error={template.error} retry={template.refetch} back={{ link: paths.workflows(), word: 'All workflows' }} />
  // A form that was filled in must not be filled again under the hands of whoever types: wait for the earlier values, or for their absence.
  const ready = from === undefined || !earlier.isPending
  return (
    <Page
      mood="calm"
      width="narrow"
      title={template.data ? `Start ${template.data.name}` : 'Start'}
      heading={template.data ? template.data.name : <Skeleton className="h-9 w-80 max-w-full" />}
      eyebrow={<Link {...paths.workflow(slug)} className="tap hover:text-ink">About this workflow</Link>}
      lead={earlier.data ? `The values of “${earlier.data.display_name}” are filled in. Change what you like.` : 'Tell us what you want. The rest happens by itself.'}
    >
      {template.data && !template.data.spec ? <Empty title="This workflow cannot be started yet">It is being prepared. Choose another in the meantime.</Empty>
        : ready && template.data?.spec
        ? <IntakeForm key={from ?? 'new'} template={{ ...template.data, spec: template.data.spec }} earlier={earlier.data?.intent} />
        : <FormSkeleton />}
    </Page>
  )
}
