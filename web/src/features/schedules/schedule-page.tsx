import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { History, Pause, Pencil, Play, Trash2, Zap } from 'lucide-react'
import { useState } from 'react'
import { pauseSchedule, removeSchedule, triggerSchedule } from '@/api/mutations'
import { firingsQuery, scheduleQuery } from '@/api/queries'
import type { Firing, Schedule } from '@/api/types'
import { paths } from '@/app/paths'
import { writeAttribute } from '@/features/flows/attributes'
import { JsonPart } from '@/features/flows/json-part'
import { Button, buttonClass } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { ErrorPage } from '@/ui/error-page'
import { FormError } from '@/ui/field'
import { plural } from '@/ui/format'
import { Facts, Page, Panel, Section } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, Skeleton, SkeletonTable } from '@/ui/states'
import { Code, StatusBadge, Tag } from '@/ui/status'
import type { Status } from '@/ui/status'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'
import { BackfillDialog } from './backfill-dialog'
import { Moment } from './moment'
import { OVERLAPS, lengthWords, ruleWords, rulesOf, scheduleState } from './rule'

/** A schedule: what its rule says, when it fires next, and what became of its moments. */
export function SchedulePage() {
  const { scheduleId } = useParams({ from: '/app/schedules/$scheduleId' })
  const schedule = useQuery(scheduleQuery(scheduleId))
  const { data } = schedule
  if (schedule.error && !data) return <ErrorPage title="This schedule could not be loaded" error={schedule.error} retry={schedule.refetch} back={{ link: paths.schedules(), word: 'All schedules' }} />
  const state = data && scheduleState(data)
  return (
    <Page
      mood="dense"
      title={data ? `${data.name}: schedule` : 'Schedule'}
      eyebrow={<Link {...paths.schedules()} className="tap hover:text-ink">Schedules</Link>}
      heading={data && state ? <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1"><span className="min-w-0 break-words">{data.name}</span><StatusBadge status={state.status} word={state.word} /></span> : <Skeleton className="h-7.5 w-56" />}
      actions={data && <Actions schedule={data} />}
    >
      <div data-block="body" className="grid grid-cols-1 gap-6">
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]">
          <Section title="When"><Panel className="p-4">{data ? <Rule schedule={data} /> : <Skeleton className="h-40" />}</Panel></Section>
          <Section title="Next moments"><Panel className="p-4">{data ? <Next schedule={data} /> : <Skeleton className="h-24" />}</Panel></Section>
        </div>
        <Section title="Firings"><Panel><Firings scheduleId={scheduleId} zone={data?.definition.zone} /></Panel></Section>
      </div>
    </Page>
  )
}

function Rule({ schedule }: { schedule: Schedule }) {
  const { definition } = schedule
  const overlap = OVERLAPS[definition.overlap ?? 'skip']
  const bounds = [
    ...(definition.starts_at ? [['From', <Moment key="from" at={definition.starts_at} zone={definition.zone} />] as [string, React.ReactNode]] : []),
    ...(definition.ends_at ? [['Until', <Moment key="until" at={definition.ends_at} zone={definition.zone} />] as [string, React.ReactNode]] : []),
  ]
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          ['Flow', <span key="flow"><Link {...paths.flow(schedule.flow)} className="tap underline underline-offset-2">{schedule.flow}</Link>{schedule.version === null ? ', its newest version' : `, version ${schedule.version}`}</span>],
          ['Fires', <ul key="fires">{rulesOf(definition).map((rule, index) => <li key={index}>{ruleWords(rule)} {'cron' in rule && <Code>{rule.cron}</Code>}</li>)}</ul>],
          ['Zone', definition.zone ?? 'UTC'],
          ...bounds,
          ['While a run goes on', <span key="overlap">{overlap.name}. <span className="text-ink-3">{overlap.means}</span></span>],
          ['Makes up for', `what was missed in the last ${lengthWords(definition.catch_up ?? '24h')}`],
          ...(definition.jitter !== undefined && definition.jitter !== 0 ? [['Put off', `by up to ${lengthWords(definition.jitter)}`] as [string, string]] : []),
          ['Fired', <span key="fired" className="num">{definition.max_runs === undefined ? plural(schedule.fired, 'time') : `${schedule.fired} of ${plural(definition.max_runs, 'time')}`}</span>],
          ['Now', <span key="now" className="num">{schedule.running} running, {schedule.waiting} waiting</span>],
        ]}
      />
      {Object.keys(schedule.attributes).length > 0 && (
        <ul aria-label="Attributes of each run" className="flex flex-wrap gap-1.5">
          {Object.entries(schedule.attributes).map(([name, value]) => <li key={name} className="min-w-0"><Tag className="max-w-full"><span className="truncate">{writeAttribute(name, value)}</span></Tag></li>)}
        </ul>
      )}
      <JsonPart title="Input of each run" value={schedule.input} startOpen={false} />
    </div>
  )
}

function Next({ schedule }: { schedule: Schedule }) {
  const { definition, next, exhausted } = schedule
  if (exhausted) return <p className="text-sm text-ink-2">It will never fire again.</p>
  if (definition.paused) return <p className="text-sm text-warn">It is paused: its moments pass by, and are not made up for.</p>
  return <ol className="grid gap-1.5 text-sm">{next.map((at) => <li key={at}><Moment at={at} zone={definition.zone} /></li>)}</ol>
}

function Actions({ schedule }: { schedule: Schedule }) {
  const [dialog, setDialog] = useState<'backfill' | 'remove'>()
  const { id, name, exhausted } = schedule
  const paused = schedule.definition.paused === true
  const touches = [['schedules']]
  const fire = useAction({ run: () => triggerSchedule(id), done: `${name} fired`, touches })
  const pause = useAction({ run: () => pauseSchedule(id, !paused), done: paused ? `${name} goes on` : `${name} paused`, touches })
  const close = () => setDialog(undefined)
  return (
    <>
      <Button look="ghost" onClick={() => setDialog('remove')}><Trash2 /> Remove</Button>
      <Button onClick={() => setDialog('backfill')}><History /> Backfill…</Button>
      <Link {...paths.editSchedule(id)} className={buttonClass()}><Pencil /> Change</Link>
      {!exhausted && <Button pending={pause.isPending} onClick={() => pause.mutate()}>{paused ? <><Play /> Resume</> : <><Pause /> Pause</>}</Button>}
      <Button look="primary" pending={fire.isPending} onClick={() => fire.mutate()}><Zap /> Fire now</Button>
      {dialog === 'backfill' && <BackfillDialog schedule={schedule} onClose={close} />}
      {dialog === 'remove' && <RemoveDialog schedule={schedule} onClose={close} />}
    </>
  )
}

function RemoveDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const navigate = useNavigate()
  const remove = useAction({ run: () => removeSchedule(schedule.id), done: `${schedule.name} removed`, touches: [['schedules', 'list']], errors: 'inline', onDone: () => navigate(paths.schedules()) })
  const waits = schedule.waiting > 0 ? ` The ${plural(schedule.waiting, 'firing')} that wait are dropped.` : ''
  return (
    <Dialog open onClose={onClose} title={`Remove ${schedule.name}?`} description={`It fires no more, and what became of its moments is forgotten.${waits} Its runs stay; those under way (${schedule.running}) go on.`}>
      <FormError refusal={remove.error ? refusalOf(remove.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" pending={remove.isPending} onClick={() => remove.mutate()}>Remove schedule</Button>
      </DialogActions>
    </Dialog>
  )
}

const FIRED: Record<Firing['status'], [Status, string]> = {
  started: ['passed', 'Started'],
  buffered: ['pending', 'Waits'],
  skipped: ['skipped', 'Skipped'],
  missed: ['warning', 'Missed'],
  failed: ['failed', 'Failed'],
}
const CAUSES: Record<Firing['cause'], string> = { rule: 'its rule', backfill: 'a backfill', hand: 'by hand' }
const SMALL = 'hidden sm:block'
const GRID = 'grid-cols-[minmax(0,1fr)_6.5rem] sm:grid-cols-[minmax(0,1fr)_6.5rem_6rem_minmax(0,1fr)]'

const columnsFor = (zone: string | undefined): Column<Firing>[] => [
  {
    name: 'Moment',
    cell: (firing) => {
      const moment = <Moment at={firing.nominal} zone={zone} />
      return firing.run_id === null ? <span className="block truncate">{moment}</span> : <Link {...paths.flowRun(firing.run_id)} className={`block ${rowLink}`}>{moment}</Link>
    },
  },
  { name: 'Status', cell: ({ status }) => <StatusBadge status={FIRED[status][0]} word={FIRED[status][1]} /> },
  { name: 'Fired by', shown: SMALL, cell: ({ cause }) => <span className="text-ink-2">{CAUSES[cause]}</span> },
  {
    name: 'Run, or why there is none',
    shown: SMALL,
    cell: (firing) => (firing.run_id !== null ? <span className="font-mono text-xs text-ink-2">{firing.run_id.slice(-8)}</span>
      : firing.reason !== null ? <span className="block truncate text-ink-2">{firing.reason}</span>
      : <span className={aboveRowLink}><Unknown why="It waits for a run to end." /></span>),
  },
]

function Firings({ scheduleId, zone }: { scheduleId: string; zone: string | undefined }) {
  const firings = useInfiniteQuery({ ...firingsQuery(scheduleId), refetchInterval: (query) => (query.state.data && query.state.data.pages.length <= 2 ? 5_000 : false) })
  const all = firings.data?.pages.flatMap((page) => page.items)
  if (firings.isError && !all) return <ErrorState error={firings.error} retry={() => void firings.refetch()} />
  if (!all) return <SkeletonTable rows={5} />
  if (all.length === 0) return <Empty title="It has not fired yet">Each of its moments appears here with what became of it.</Empty>
  return <RowTable label="Firings" grid={GRID} columns={columnsFor(zone)} items={all} keyOf={(firing) => firing.id} more={firings} />
}
