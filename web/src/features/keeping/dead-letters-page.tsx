import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { StepForward } from 'lucide-react'
import { useState } from 'react'
import { redriveRuns } from '@/api/mutations'
import { deadLetterCountsQuery, deadLettersQuery } from '@/api/queries'
import type { DeadLetter, RedrivenRuns } from '@/api/types'
import { paths } from '@/app/paths'
import type { DeadLettersSearch } from '@/app/search'
import { isAdmin, useMe } from '@/auth/me'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { FormError } from '@/ui/field'
import { FilterChips, FilterSelect } from '@/ui/filters'
import { plural } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { Code, StatusBadge } from '@/ui/status'
import { Time } from '@/ui/time'
import { toast } from '@/ui/toast'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'
import { MOST, choices, counted, outcomeWords, redriveOf } from './dead-letters'

const TOUCHES = [['dead-letters'], ['flow-runs'], ['runs']]

/** Runs that failed for good, why, and taking them up again: one, or all that failed alike. */
export function DeadLettersPage() {
  const search = useSearch({ from: '/app/dead-letters' })
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [told, setTold] = useState<RedrivenRuns>()
  const me = useMe()
  const ownerOf = useOwners(search.scope)
  const runs = useInfiniteQuery({ ...deadLettersQuery(search), refetchInterval: (query) => (query.state.data && query.state.data.pages.length <= 2 ? 30_000 : false) })
  const counts = useQuery({ ...deadLetterCountsQuery(search.scope), refetchInterval: 30_000 }).data ?? []
  const all = runs.data?.pages.flatMap((page) => page.items)
  const set = (change: DeadLettersSearch) => void navigate(paths.deadLetters({ ...search, ...change }))
  const clear = () => void navigate(paths.deadLetters({ scope: search.scope }))
  const { names, codes } = choices(counts, search)
  const chips = [
    ...(search.kind ? [{ label: `Of: ${KINDS[search.kind]}`, onClear: () => set({ kind: undefined }) }] : []),
    ...(search.name ? [{ label: `Name: ${search.name}`, onClear: () => set({ name: undefined }) }] : []),
    ...(search.code ? [{ label: `Failure: ${search.code}`, onClear: () => set({ code: undefined }) }] : []),
  ]
  const fitting = search.scope === 'all' ? Math.min(all?.length ?? 0, MOST) : counted(counts, search)
  return (
    <Page
      mood="dense"
      title="Dead letters"
      beside={<ScopeSelect scope={search.scope} onChange={(scope) => set({ scope })} />}
      lead="Runs that failed and that nobody has taken up, and those that hold because something failed."
      actions={<Button disabled={fitting === 0} onClick={() => setAsking(true)}><StepForward /> Take {chips.length > 0 ? 'these' : 'all'} up…</Button>}
    >
      <div data-block="filters" className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <FilterSelect label="Failure" value={search.code} options={codes.map((code) => [code, code])} onChange={(code) => set({ code })} />
          <FilterSelect label="Name" value={search.name} options={names.map((name) => [name, name])} onChange={(name) => set({ name })} />
          <FilterSelect label="Of" value={search.kind} options={[['flow', KINDS.flow], ['template', KINDS.template]]} onChange={(kind) => set({ kind: kind as DeadLettersSearch['kind'] })} />
        </div>
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonTable rows={10} />
        : all.length === 0 ? (
          chips.length > 0 ? <Empty title="No run matches" action={<Button onClick={clear}>Clear the filters</Button>}>Try fewer filters.</Empty>
          : <Empty title="Nothing has failed for good">A run stands here once it has failed, or holds because a step failed, until somebody takes it up again.</Empty>
        ) : <RowTable label="Dead letters" grid={GRID} columns={columnsFor(me !== undefined && isAdmin(me), search.scope === 'all' ? ownerOf : undefined)} items={all} keyOf={(run) => run.id} more={runs} />}
      </Panel>
      {asking && <RedriveAllDialog count={fitting} narrowed={chips.map((chip) => chip.label)} everybodys={search.scope === 'all'} act={() => redriveRuns(redriveOf(search, all ?? []))} onDone={setTold} onClose={() => setAsking(false)} />}
      {told && <OutcomeDialog told={told} onClose={() => setTold(undefined)} />}
    </Page>
  )
}

const KINDS = { flow: 'flows', template: 'templates' } as const
const GRID = 'grid-cols-[minmax(0,1fr)_5.5rem] md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_5.5rem] lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_6.5rem_7.5rem_5.5rem]'
const MEDIUM = 'hidden md:block'
const LARGE = 'hidden lg:block'

const columnsFor = (admin: boolean, ownerOf: ((userId: string) => string) | undefined): Column<DeadLetter>[] => [
  {
    name: 'Run',
    cell: (run) => (
      <span className="flex items-baseline gap-2">
        <RunLink run={run} admin={admin} />
        <span className="min-w-0 truncate text-xs text-ink-3">{ownerOf ? ownerOf(run.user_id) : run.kind === 'template' ? 'template' : run.version === null ? 'plan file' : `version ${run.version}`} · <span className="font-mono">{run.id.slice(-8)}</span></span>
      </span>
    ),
  },
  {
    name: 'Why',
    shown: MEDIUM,
    cell: (run) => <span className="flex items-baseline gap-2">{run.code === null ? <span className={aboveRowLink}><Unknown why="No code is known." /></span> : <Code tone="bad">{run.code}</Code>}<span className="min-w-0 truncate text-ink-2">{[run.step && `in ${run.step}`, run.message].filter(Boolean).join(': ')}</span></span>,
  },
  { name: 'State', shown: LARGE, cell: (run) => <StatusBadge status={run.status} word={run.status === 'paused' ? 'Holds' : undefined} /> },
  { name: 'Since', right: true, shown: LARGE, cell: (run) => <span className="text-ink-2"><Time at={run.since} /></span> },
  { name: <span className="sr-only">What to do</span>, right: true, cell: (run) => <span className={aboveRowLink}><RedriveButton run={run} /></span> },
]

function RunLink({ run, admin }: { run: DeadLetter; admin: boolean }) {
  const className = `max-w-[60%] shrink-0 ${rowLink}`
  if (run.kind === 'flow') return <Link {...paths.flowRun(run.id)} className={className}>{run.name}</Link>
  return admin ? <Link {...paths.run(run.id)} className={className}>{run.name}</Link> : <Link {...paths.activityRun(run.id)} className={className}>{run.name}</Link>
}

function RedriveButton({ run }: { run: DeadLetter }) {
  const navigate = useNavigate()
  const redrive = useAction({
    run: () => redriveRuns({ runs: [run.id] }),
    touches: TOUCHES,
    onDone: ({ results: [result] }) => {
      if (result?.state === 'refused') toast.failed({ text: result.message ?? 'It stays as it is.', code: result.code ?? undefined })
      else toast.done(result ? outcomeWords([result]) : 'There was nothing to take up')
      return result?.state === 'forked' && result.run_id !== null ? navigate(paths.flowRun(result.run_id)) : undefined
    },
  })
  return <Button size="sm" pending={redrive.isPending} aria-label={`Take up ${run.name} ${run.id.slice(-8)}`} onClick={() => redrive.mutate()}>Take up</Button>
}

interface RedriveAllProps {
  count: number
  narrowed: string[]
  everybodys: boolean
  act: () => Promise<RedrivenRuns>
  onDone: (told: RedrivenRuns) => void
  onClose: () => void
}

function RedriveAllDialog({ count, narrowed, everybodys, act, onDone, onClose }: RedriveAllProps) {
  const redrive = useAction({
    run: act,
    touches: TOUCHES,
    errors: 'inline',
    onDone: (told) => {
      onClose()
      if (told.more || told.results.some((result) => result.state === 'refused')) onDone(told)
      else toast.done(outcomeWords(told.results))
    },
  })
  const which = narrowed.length > 0 ? ` (${narrowed.join(', ')})` : ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Take ${plural(Math.min(count, MOST), 'run')} up again?`}
      description={<>A run that failed goes on in a new one, where it stopped; a run that holds goes on. What they did is not done again.{count > MOST ? ` One request takes ${MOST} up; ask again for the rest.` : ''}{everybodys ? ' Only those in sight are taken up.' : ''} {which && `Only some${which}.`}</>}
    >
      <FormError refusal={redrive.error ? refusalOf(redrive.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Not now</Button>
        <Button look="primary" autoFocus pending={redrive.isPending} onClick={() => redrive.mutate()}>Take up</Button>
      </DialogActions>
    </Dialog>
  )
}

/** What could not be taken up, each with what to do. */
function OutcomeDialog({ told, onClose }: { told: RedrivenRuns; onClose: () => void }) {
  const refused = told.results.filter((result) => result.state === 'refused')
  return (
    <Dialog open wide onClose={onClose} title="Not all could be taken up" description={`${outcomeWords(told.results)}.${told.more ? ' There are more that fit: ask again.' : ''}`}>
      <ul className="grid gap-2 text-sm">
        {refused.map((result) => (
          <li key={result.id} className="border-t border-line pt-2">
            <Link {...paths.flowRun(result.id)} className="tap underline underline-offset-2">run <span className="font-mono">{result.id.slice(-8)}</span></Link> {result.code && <Code tone="warn">{result.code}</Code>}
            <p className="text-ink-2">{result.message}</p>
          </li>
        ))}
      </ul>
      <DialogActions><Button look="primary" autoFocus onClick={onClose}>Close</Button></DialogActions>
    </Dialog>
  )
}
