import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { CalendarClock, DoorOpen, ListTree, Play, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { removeFlow } from '@/api/mutations'
import { flowAdmissionQuery, flowQuery, flowVersionQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { Button, buttonClass } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { ErrorPage } from '@/ui/error-page'
import { FormError } from '@/ui/field'
import { plural } from '@/ui/format'
import { useTitle } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { ErrorState, Skeleton, SkeletonRows } from '@/ui/states'
import { Code } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { admits, lineWords } from './admission'
import { FlowEditor } from './flow-editor'

const DiffView = lazy(() => import('@/ui/diff-view'))
const StartDialog = lazy(() => import('./start-dialog'))
const AdmissionDialog = lazy(() => import('./admission-dialog'))

const SELECT = 'h-8 rounded-md border border-line-strong bg-surface pl-2 text-sm text-ink max-md:h-10'

/** A flow's versions: read one, change it into the next, set two side by side, start one. */
export function FlowPage() {
  const { name } = useParams({ from: '/app/flows/$name' })
  const search = useSearch({ from: '/app/flows/$name' })
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'start' | 'remove' | 'admission'>()
  const flow = useQuery(flowQuery(name))
  // What was the newest when the page opened stays in the editor: a version kept elsewhere must not take the place of what somebody writes.
  const [opened, setOpened] = useState<{ name: string; version: number }>()
  if (flow.data && opened?.name !== name) setOpened({ name, version: flow.data.latest_version })
  const base = opened?.name === name ? opened.version : flow.data?.latest_version
  const number = search.version ?? base
  const version = useQuery({ ...flowVersionQuery(name, number ?? 0), enabled: number !== undefined })
  const other = useQuery({ ...flowVersionQuery(name, search.against ?? 0), enabled: search.against !== undefined })
  const admission = useQuery({ ...flowAdmissionQuery(name), enabled: version.data !== undefined && admits(version.data.plan) }).data
  useTitle(`${name}: flow`)

  const failed = [flow, version].find((query) => query.isError && query.data === undefined)
  if (failed) return <ErrorPage title="This flow could not be loaded" error={failed.error} retry={failed.refetch} back={{ link: paths.flows(), word: 'All flows' }} />
  const newest = flow.data !== undefined && number === flow.data.latest_version
  // That one is what the address means when it names none.
  const named = (chosen: number | undefined) => (chosen === base ? undefined : chosen)
  const choose = (next: { version?: number; against?: number }) => void navigate(paths.flow(name, { ...next, version: named(next.version) }))
  const close = () => setDialog(undefined)
  return (
    <div data-fills-screen className="flex flex-col px-4 py-4 sm:px-6 lg:h-dvh">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <p className="text-xs text-ink-3"><Link {...paths.flows()} className="tap hover:text-ink">Flows</Link></p>
          <h1 className="text-xl break-words">{name}</h1>
          {version.data ? <p className="mt-0.5 text-xs text-ink-3">kept <Time at={version.data.created_at} /> · <Code>{version.data.plan_hash.slice(0, 12)}</Code></p> : <Skeleton className="mt-1 h-4 w-40" />}
        </div>
        <div className="flex flex-wrap items-center gap-2 text-xs text-ink-2">
          <label className="flex items-center gap-1.5">
            Version
            <select value={number ?? ''} onChange={(event) => choose({ version: Number(event.target.value) })} className={SELECT}>
              {flow.data?.versions.map((item) => <option key={item.version} value={item.version}>{item.version}{item.version === flow.data.latest_version ? ' (newest)' : ''}</option>)}
            </select>
          </label>
          {(flow.data?.versions.length ?? 0) > 1 && (
            <label className="flex items-center gap-1.5">
              beside
              <select value={search.against ?? ''} onChange={(event) => choose({ version: number, against: Number(event.target.value) || undefined })} className={SELECT}>
                <option value="">none</option>
                {flow.data?.versions.filter((item) => item.version !== number).map((item) => <option key={item.version} value={item.version}>{item.version}</option>)}
              </select>
            </label>
          )}
          {admission && <Button look="ghost" onClick={() => setDialog('admission')}><DoorOpen /> {lineWords(admission.lines)}</Button>}
          <Button look="ghost" onClick={() => setDialog('remove')}><Trash2 /> Remove</Button>
          <Link {...paths.newSchedule({ flow: name })} className={buttonClass()}><CalendarClock /> Schedule</Link>
          <Link {...paths.flowRuns({ name })} className={buttonClass()}><ListTree /> Runs</Link>
          <Button look="primary" disabled={!version.data} onClick={() => setDialog('start')}><Play /> Start a run</Button>
        </div>
      </div>
      {!version.data || !flow.data ? <SkeletonRows rows={14} />
      : search.against !== undefined ? (
        <div className="min-h-0 flex-1 overflow-y-auto rounded-lg border border-line bg-surface">
          {other.error && !other.data ? <ErrorState error={other.error} retry={() => void other.refetch()} />
          : !other.data ? <SkeletonRows rows={14} />
          : <Suspense fallback={<SkeletonRows rows={14} />}><DiffView before={other.data.plan} after={version.data.plan} beforeLabel={`Version ${other.data.version}`} afterLabel={`Version ${version.data.version}`} /></Suspense>}
        </div>
      ) : (
        <FlowEditor
          key={version.data.plan_hash + version.data.created_at}
          label={`Plan of ${name}`}
          original={version.data.plan}
          keep="Keep as new version"
          main={false}
          keepsUnchanged={!newest}
          onKept={(kept) => {
            setOpened({ name: kept.name, version: kept.latest_version })
            return navigate({ ...paths.flow(kept.name), ignoreBlocker: true })
          }}
        />
      )}
      {dialog === 'start' && version.data && <Suspense><StartDialog flow={name} version={version.data} newest={newest} onClose={close} /></Suspense>}
      {dialog === 'admission' && admission && <Suspense><AdmissionDialog flow={name} admission={admission} onClose={close} /></Suspense>}
      {dialog === 'remove' && flow.data && <RemoveDialog name={name} versions={flow.data.versions.length} onClose={close} />}
    </div>
  )
}

function RemoveDialog({ name, versions, onClose }: { name: string; versions: number; onClose: () => void }) {
  const navigate = useNavigate()
  const remove = useAction({ run: () => removeFlow(name), done: `${name} removed`, touches: [['flows', 'list']], errors: 'inline', onDone: () => navigate({ ...paths.flows(), ignoreBlocker: true }) })
  return (
    <Dialog open onClose={onClose} title={`Remove ${name}?`} description={`Its ${plural(versions, 'version')} can no longer be started and cannot be brought back. Runs stay: those under way go on, and what they did can still be read.`}>
      <FormError refusal={remove.error ? refusalOf(remove.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" pending={remove.isPending} onClick={() => remove.mutate()}>Remove flow</Button>
      </DialogActions>
    </Dialog>
  )
}
