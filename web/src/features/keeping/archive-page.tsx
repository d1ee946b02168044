import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArchiveRestore, Download } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { SubmitEvent } from 'react'
import { archiveRuns, downloadArchivedRun, restoreRun } from '@/api/mutations'
import { archivedRunsQuery } from '@/api/queries'
import type { ArchivedRun, FlowRunStatus, PutAway } from '@/api/types'
import { paths } from '@/app/paths'
import { ENDED } from '@/app/search'
import type { FlowRunsSearch } from '@/app/search'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { flowRunFilter, parseAttribute, writeAttribute } from '@/features/flows/attributes'
import { localMoment } from '@/features/schedules/draft'
import { ownZone } from '@/features/schedules/rule'
import { Button, buttonClass } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Input } from '@/ui/field'
import { FilterChips, FilterSelect, SearchBox } from '@/ui/filters'
import { bytes } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { placeRefusal } from '@/ui/refusal'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge, Tag, statusLook } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { putAwayWords } from './retention'

const MONTH_MS = 30 * 86_400_000

/** Runs of flows that have been put away: found, brought back, taken home as files. */
export function ArchivePage() {
  const search = useSearch({ from: '/app/archive' })
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const ownerOf = useOwners(search.scope)
  const runs = useInfiniteQuery(archivedRunsQuery(flowRunFilter(search)))
  const all = runs.data?.pages.flatMap((page) => page.items)
  const set = useCallback((change: FlowRunsSearch) => void navigate({ ...paths.archive({ ...search, ...change }), replace: 'attribute' in change }), [navigate, search])
  const onAttribute = useCallback((attribute: string) => set({ attribute: attribute || undefined }), [set])
  const clear = () => void navigate(paths.archive({ scope: search.scope }))
  const unread = search.attribute !== undefined && parseAttribute(search.attribute) === undefined
  const chips = [
    ...(search.status ? [{ label: `Ended: ${statusLook(search.status).word}`, onClear: () => set({ status: undefined }) }] : []),
    ...(search.name ? [{ label: `Flow: ${search.name}`, onClear: () => set({ name: undefined }) }] : []),
    ...(search.attribute ? [{ label: unread ? `Not used: ${search.attribute}` : `Attribute: ${search.attribute}`, onClear: () => set({ attribute: undefined }) }] : []),
  ]
  return (
    <Page
      mood="dense"
      title="Archive"
      beside={<ScopeSelect scope={search.scope} onChange={(scope) => set({ scope })} />}
      lead="Runs of flows that have been kept for as long as they were to be."
      actions={<><Link {...paths.retention()} className={buttonClass()}>How long runs are kept</Link><Button onClick={() => setAsking(true)}>Put runs away…</Button></>}
    >
      <div data-block="filters" className="mb-3 grid gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchBox label="Attribute: name=value" value={search.attribute ?? ''} onChange={onAttribute} className="w-full sm:w-64" />
          <FilterSelect label="Ended" value={search.status} options={ENDED.map((status) => [status, statusLook(status).word])} onChange={(status) => set({ status: status as FlowRunStatus | undefined })} />
        </div>
        {unread && <p role="status" className="text-xs text-bad">Write an attribute as name=value, for example team=red.</p>}
        <FilterChips chips={chips} onClearAll={clear} />
      </div>
      <Panel block="body">
        {runs.isError && !all ? <ErrorState error={runs.error} retry={() => void runs.refetch()} />
        : !all ? <SkeletonTable rows={10} />
        : all.length === 0 ? (
          chips.length > 0 ? <Empty title="No run matches" action={<Button onClick={clear}>Clear the filters</Button>}>Attributes are compared exactly; 7 is a number, "7" a text.</Empty>
          : <Empty title="The archive is empty" action={<Link {...paths.retention()} className={buttonClass({ look: 'primary' })}>Say how long runs are kept</Link>}>Runs go here when they have been kept for as long as you say, or when you put them away. Each is a file from then on; it can be read again once it is brought back.</Empty>
        ) : <RowTable label="Archived runs" grid={GRID} columns={columnsFor(search.scope === 'all' ? ownerOf : undefined)} items={all} keyOf={(run) => run.id} more={runs} />}
      </Panel>
      {asking && <PutAwayDialog name={search.name} onClose={() => setAsking(false)} />}
    </Page>
  )
}

const GRID = 'grid-cols-[minmax(0,1fr)_7.5rem] md:grid-cols-[minmax(0,1fr)_7rem_7.5rem_12rem] xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_7rem_7.5rem_7.5rem_5.5rem_12rem]'
const MEDIUM = 'hidden md:block'
const WIDEST = 'hidden xl:block'
const PHONE = 'md:hidden'

const columnsFor = (ownerOf: ((userId: string) => string) | undefined): Column<ArchivedRun>[] => [
  {
    name: 'Run',
    cell: (run) => (
      <span className="flex items-baseline gap-2">
        {run.restored_at === null ? <span className="max-w-[70%] shrink-0 truncate font-medium">{run.name}</span> : <Link {...paths.flowRun(run.id)} className={`max-w-[70%] shrink-0 ${rowLink}`}>{run.name}</Link>}
        <span className="min-w-0 truncate text-xs text-ink-3">{run.version === null ? 'plan file' : `version ${run.version}`} · <span className="font-mono">{run.id.slice(-8)}</span></span>
      </span>
    ),
  },
  {
    name: ownerOf ? 'Owner' : 'Attributes',
    shown: WIDEST,
    cell: (run) => (ownerOf ? <span className="block truncate text-ink-2">{ownerOf(run.user_id)}</span> : <span className="flex gap-1 overflow-hidden">{Object.entries(run.attributes).map(([name, value]) => <Tag key={name}>{writeAttribute(name, value)}</Tag>)}</span>),
  },
  { name: 'Ended', shown: MEDIUM, cell: (run) => <StatusBadge status={run.status} /> },
  { name: 'When', right: true, shown: MEDIUM, cell: (run) => <span className="text-ink-2"><Time at={run.ended_at} /></span> },
  { name: 'Put away', right: true, shown: WIDEST, cell: (run) => <span className="text-ink-2"><Time at={run.archived_at} /></span> },
  { name: 'Size', right: true, shown: WIDEST, cell: (run) => bytes(run.size_bytes) },
  { name: <span className="sr-only">What to do</span>, right: true, shown: MEDIUM, cell: (run) => <RunButtons run={run} words /> },
  { name: <span className="sr-only">What to do</span>, right: true, shown: PHONE, cell: (run) => <RunButtons run={run} /> },
]

function RunButtons({ run, words = false }: { run: ArchivedRun; words?: boolean }) {
  const navigate = useNavigate()
  const restore = useAction({ run: () => restoreRun(run.id), done: `${run.name} is back`, touches: [['archived-runs'], ['flow-runs']], onDone: ({ id }) => navigate(paths.flowRun(id)) })
  const download = useAction({ run: () => downloadArchivedRun(run.id, run.name) })
  const which = `${run.name} ${run.id.slice(-8)}`
  return (
    <span className={`${aboveRowLink} inline-flex gap-1`}>
      <Button look="ghost" size={words ? 'sm' : 'icon'} aria-label={words ? `File: download ${which}` : `Download ${which}`} pending={download.isPending} onClick={() => download.mutate()}><Download />{words && 'File'}</Button>
      {run.restored_at === null
        ? <Button size={words ? 'sm' : 'icon'} aria-label={`Bring back ${which}`} pending={restore.isPending} onClick={() => restore.mutate()}><ArchiveRestore />{words && 'Bring back'}</Button>
        : words && <span className="inline-flex h-7 items-center px-2.5 text-xs text-ink-3">is back</span>}
    </span>
  )
}

/** Puts away what ended before a time, whatever was said about how long it is kept. */
function PutAwayDialog({ name, onClose }: { name: string | undefined; onClose: () => void }) {
  const [until, setUntil] = useState(() => localMoment(new Date(Math.floor((Date.now() - MONTH_MS) / 60_000) * 60_000).toISOString()))
  const [flow, setFlow] = useState(name ?? '')
  const [missing, setMissing] = useState<string>()
  const [told, setTold] = useState<PutAway>()
  const put = useAction({
    run: () => archiveRuns({ ended_before: new Date(until).toISOString(), name: flow.trim() || undefined }),
    done: putAwayWords,
    touches: [['archived-runs'], ['flow-runs'], ['dead-letters']],
    errors: 'inline',
    onDone: (answer) => (answer.kept.length > 0 || answer.more ? setTold(answer) : onClose()),
  })
  const placed = placeRefusal(put.error, ['ended_before', 'name'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setMissing(until === '' ? 'Choose a day and a time.' : undefined)
    if (until !== '') put.mutate()
  }
  return (
    <Dialog open onClose={onClose} title="Put runs away" description={`Your runs that ended before then go into the archive, up to 1,000 at once. Times are those of ${ownZone()}.`}>
      <form noValidate onSubmit={submit} className="grid gap-4">
        <Field label="Ended before" error={missing ?? placed.at.ended_before}>{(control) => <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} {...control} />}</Field>
        <Field label="Flow" optional help="Only runs of plans of this name." error={placed.at.name}>{(control) => <Input autoComplete="off" spellCheck={false} value={flow} onChange={(event) => setFlow(event.target.value)} {...control} />}</Field>
        {told && (
          <div role="status" className="grid gap-1.5 text-sm">
            <p>{putAwayWords(told)}.{told.more && ' There are more: put away again.'}</p>
            {told.kept.length > 0 && <ul className="grid max-h-40 gap-1 overflow-y-auto text-ink-2">{told.kept.map((kept) => <li key={kept.id}><span className="font-mono text-xs">{kept.id.slice(-8)}</span> {kept.message}</li>)}</ul>}
          </div>
        )}
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>{told ? 'Close' : 'Not now'}</Button>
          <Button type="submit" look="primary" pending={put.isPending}>Put away</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
