import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { schedulesQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { buttonClass } from '@/ui/button'
import { Page, Panel } from '@/ui/page'
import { aboveRowLink, rowLink } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Unknown } from '@/ui/values'
import { Moment } from './moment'
import { scheduleState, whenWords } from './rule'

/** One's own schedules, or everybody's. */
export function SchedulesPage() {
  const { scope } = useSearch({ from: '/app/schedules' })
  const navigate = useNavigate()
  const ownerOf = useOwners(scope)
  const { data, error, refetch } = useQuery(schedulesQuery(scope))
  const make = <Link {...paths.newSchedule()} className={buttonClass({ look: 'primary' })}><Plus /> New schedule</Link>
  return (
    <Page mood="dense" title="Schedules" lead="When runs of your flows start by themselves." beside={<ScopeSelect scope={scope} onChange={(next) => void navigate(paths.schedules({ scope: next }))} />} actions={data?.length !== 0 && make}>
      <Panel block="body">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <SkeletonTable rows={5} />
        : data.length === 0 ? (
          <Empty title="No schedules yet" action={make}>
            A schedule starts a run of a flow at the moments its rule names: each weekday at nine, every quarter of an hour, once. It knows time zones, does not start two at once unless you want it, and makes up for what was missed.
          </Empty>
        ) : (
          <Table label="Schedules" head={<><Th>Name</Th>{scope && <Th>Owner</Th>}<Th className="max-sm:hidden">Flow</Th><Th>State</Th><Th>Next</Th><Th right>Running</Th><Th right>Waiting</Th></>}>
            {data.map((schedule) => {
              const state = scheduleState(schedule)
              return (
                <tr key={schedule.id} className="relative hover:bg-hover">
                  <Td className="w-full min-w-44 max-w-0">
                    <span className="flex items-baseline gap-2">
                      <Link {...paths.schedule(schedule.id)} className={`max-w-full shrink-0 ${rowLink}`}>{schedule.name}</Link>
                      <span className="min-w-0 truncate text-xs text-ink-3 max-sm:hidden">{whenWords(schedule.definition)}</span>
                    </span>
                  </Td>
                  {scope && <Td className="whitespace-nowrap text-ink-2">{ownerOf(schedule.user_id)}</Td>}
                  <Td className="whitespace-nowrap max-sm:hidden">{schedule.flow}</Td>
                  <Td><StatusBadge status={state.status} word={state.word} /></Td>
                  <Td className="whitespace-nowrap">{schedule.next[0] && !schedule.definition.paused ? <Moment at={schedule.next[0]} zone={schedule.definition.zone} /> : <span className={aboveRowLink}><Unknown why={schedule.exhausted ? 'It will never fire again.' : 'It is paused.'} /></span>}</Td>
                  <Td right className="num">{schedule.running}</Td>
                  <Td right className="num">{schedule.waiting}</Td>
                </tr>
              )
            })}
          </Table>
        )}
      </Panel>
    </Page>
  )
}
