import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { changeSchedule } from '@/api/mutations'
import { scheduleQuery } from '@/api/queries'
import type { Schedule } from '@/api/types'
import { paths } from '@/app/paths'
import { FormSkeleton } from '@/app/waiting'
import { ErrorPage } from '@/ui/error-page'
import { Page } from '@/ui/page'
import { Skeleton } from '@/ui/states'
import { changesOf, draftOf } from './draft'
import { ScheduleForm } from './schedule-form'

/** Says anew when runs of a flow are to start by themselves. */
export function EditSchedulePage() {
  const { scheduleId } = useParams({ from: '/app/schedules/$scheduleId/edit' })
  const { data, error, refetch } = useQuery(scheduleQuery(scheduleId))
  if (error && !data) return <ErrorPage title="This schedule could not be loaded" error={error} retry={refetch} back={{ link: paths.schedules(), word: 'All schedules' }} />
  return (
    <Page
      mood="calm"
      width="narrow"
      title={data ? `Change ${data.name}` : 'Change a schedule'}
      heading={data ? <span className="break-words">Change {data.name}</span> : <Skeleton className="h-9.5 w-72 max-w-full" />}
      eyebrow={<Link {...paths.schedule(scheduleId)} className="tap hover:text-ink">{data?.name ?? 'Schedule'}</Link>}
      lead={data ? <>It starts runs of <Link {...paths.flow(data.flow)} className="tap underline underline-offset-2">{data.flow}</Link>. Moments of a new rule that have passed are not made up for.</> : <Skeleton className="h-5 w-full" />}
    >
      <div data-block="body">{data ? <EditSchedule key={data.id} schedule={data} /> : <FormSkeleton />}</div>
    </Page>
  )
}

function EditSchedule({ schedule }: { schedule: Schedule }) {
  // It is read again while somebody writes; what is changed is what was changed of what they saw.
  const [seen] = useState(schedule)
  const navigate = useNavigate()
  return (
    <ScheduleForm
      start={draftOf(seen)}
      input={seen.input}
      verb="Keep changes"
      back={paths.schedule(seen.id)}
      save={async (draft, input) => {
        const changes = changesOf(seen, draft, input && (input.value ?? null))
        return Object.keys(changes).length === 0 ? seen : changeSchedule(seen.id, changes)
      }}
      done={(saved) => (saved === seen ? 'Nothing was changed' : `${saved.name} changed`)}
      onSaved={({ id }) => navigate(paths.schedule(id))}
    />
  )
}
