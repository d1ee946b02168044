import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { createSchedule } from '@/api/mutations'
import { flowsQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { buttonClass } from '@/ui/button'
import { Page } from '@/ui/page'
import { Empty, ErrorState, Skeleton } from '@/ui/states'
import { newRule, scheduleOf } from './draft'
import { ownZone } from './rule'
import { ScheduleForm } from './schedule-form'

/** Says when runs of a flow are to start by themselves. */
export function NewSchedulePage() {
  const flows = useQuery(flowsQuery())
  return (
    <Page mood="calm" width="narrow" title="New schedule" eyebrow={<Link {...paths.schedules()} className="tap hover:text-ink">Schedules</Link>} lead="Nothing starts before you make it.">
      <div data-block="body">
        {flows.error && !flows.data ? <ErrorState error={flows.error} retry={() => void flows.refetch()} />
        : !flows.data ? <Skeleton className="h-96" />
        : flows.data.length === 0 ? <Empty title="There is no flow yet" action={<Link {...paths.newFlow()} className={buttonClass({ look: 'primary', size: 'lg' })}>New flow</Link>}>A schedule starts runs of a flow. Write one first.</Empty>
        : <NewSchedule flows={flows.data.map((item) => item.name)} />}
      </div>
    </Page>
  )
}

function NewSchedule({ flows }: { flows: string[] }) {
  const { flow } = useSearch({ from: '/app/schedules/new' })
  const navigate = useNavigate()
  return (
    <ScheduleForm
      start={{
        flow: flow !== undefined && flows.includes(flow) ? flow : flows.length === 1 ? (flows[0] ?? '') : '',
        version: '', name: '', rules: [newRule()], zone: ownZone(), starts_at: '', ends_at: '', overlap: 'skip', catch_up: '24h', jitter: '', max_runs: '', attributes: '',
      }}
      flows={flows}
      verb="Make schedule"
      back={paths.schedules()}
      save={(draft, input) => createSchedule(scheduleOf(draft, input?.value))}
      done={({ name }) => `${name} made`}
      onSaved={({ id }) => navigate(paths.schedule(id))}
    />
  )
}
