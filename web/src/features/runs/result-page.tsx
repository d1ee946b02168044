import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Download, Microscope, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { approveGate, cancelRun, downloadArchive, resumeRun } from '@/api/mutations'
import { gatesQuery, runArtifactsQuery, runQuery } from '@/api/queries'
import type { Run } from '@/api/types'
import { paths } from '@/app/paths'
import { isAdmin, useMe } from '@/auth/me'
import { ArtifactBrowser } from '@/features/artifacts/artifact-browser'
import { Button, buttonClass } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Textarea } from '@/ui/field'
import { ErrorPage } from '@/ui/error-page'
import { Page } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { Skeleton } from '@/ui/states'
import { StatusBadge } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { runSentence } from './phases'
import { Progress } from './progress'
import { ownerStatus, ownerWord } from './run-line'
import { isLive, useLiveRun } from './use-live-run'

/** A run as the person sees it who waits for it: how far it is, then what came out. */
export function ResultPage() {
  const { runId } = useParams({ from: '/app/activity/$runId' })
  const { file } = useSearch({ from: '/app/activity/$runId' })
  const navigate = useNavigate()
  const me = useMe()
  const { data: run, error, refetch } = useQuery(runQuery(runId))
  const gates = useQuery(gatesQuery(runId))
  const live = isLive(run)
  const { connection } = useLiveRun(runId, live)
  const artifacts = useQuery(runArtifactsQuery(runId)).data
  const [dialog, setDialog] = useState<'accept' | 'cancel'>()
  const close = () => setDialog(undefined)

  if (error && !run) return <ErrorPage title="This could not be loaded" error={error} retry={refetch} back={{ link: paths.activity(), word: 'All activity' }} />
  const under = run?.status === 'running' || run?.status === 'pending'
  const approval = run?.waiting_for?.kind === 'approval' ? run.waiting_for : null
  const done = run?.status === 'completed' || approval !== null
  return (
    <Page
      mood="calm"
      title={run?.display_name ?? 'Result'}
      heading={run ? run.display_name : <Skeleton className="h-9 w-72 max-w-full" />}
      eyebrow={run ? <><Link {...paths.workflow(run.template)} className="tap hover:text-ink">{run.template_name}</Link> · <Time at={run.created_at} /></> : <Skeleton className="h-4 w-40" />}
      lead={run && <span className="flex flex-wrap items-center gap-2"><StatusBadge status={ownerStatus(run)} word={ownerWord(run)} /> <span className="max-w-[52ch]">{runSentence(run, gates.data)}</span></span>}
      actions={run && (
        <>
          {run.status === 'completed' && <DownloadAll run={run} />}
          {!live && <Link {...paths.start(run.template, { from: run.id })} className={buttonClass({ size: 'lg' })}><RotateCcw /> Run again with changes</Link>}
          {live && <Button size="lg" look="ghost" onClick={() => setDialog('cancel')}>Call off</Button>}
          {run.status === 'paused' && !approval && <Resume run={run} />}
          {approval && <Button size="lg" look="primary" onClick={() => setDialog('accept')}>Accept</Button>}
          {me && isAdmin(me) && <Link {...paths.run(run.id)} className={buttonClass({ size: 'lg', look: 'ghost' })}><Microscope /> Inspect</Link>}
        </>
      )}
    >
      {(!run || live) && <Progress run={run} gates={gates.data} connection={connection} compact={approval !== null} />}
      {run && !under && artifacts && artifacts.length > 0 && (
        <ArtifactBrowser
          artifacts={artifacts}
          main={run.main_artifact_id}
          selected={file}
          onSelect={(id) => void navigate({ ...paths.activityRun(run.id, id), replace: true, resetScroll: false })}
        />
      )}
      {run && done && artifacts?.length === 0 && <p className="text-base text-ink-2">No files came out of this.</p>}
      {run && approval && dialog === 'accept' && <AcceptDialog run={run} gate={approval.gate} onClose={close} />}
      {run && dialog === 'cancel' && <CancelDialog run={run} onClose={close} />}
    </Page>
  )
}

function DownloadAll({ run }: { run: Run }) {
  const save = useAction({ run: () => downloadArchive(run.id, run.project_slug) })
  return <Button size="lg" look="primary" pending={save.isPending} onClick={() => save.mutate()}><Download /> Download everything</Button>
}

function Resume({ run }: { run: Run }) {
  const resume = useAction({ run: () => resumeRun(run.id), done: 'Going on', touches: [['runs']] })
  return <Button size="lg" pending={resume.isPending} onClick={() => resume.mutate()}>Try to go on</Button>
}

function AcceptDialog({ run, gate, onClose }: { run: Run; gate: string; onClose: () => void }) {
  const [note, setNote] = useState('')
  const accept = useAction({
    run: () => approveGate(run.id, gate, note.trim() || 'Accepted by its owner'),
    done: 'Accepted',
    touches: [['runs']],
    errors: 'inline',
    onDone: onClose,
  })
  return (
    <Dialog open onClose={onClose} title={`Accept “${run.display_name}”?`} description="This finishes the work. What you see now is what is kept.">
      <Field label="Note" optional help="Kept with the result.">
        {(control) => <Textarea value={note} onChange={(event) => setNote(event.target.value)} {...control} />}
      </Field>
      <FormError refusal={accept.error ? refusalOf(accept.error) : undefined} />
      <DialogActions>
        <Button size="lg" onClick={onClose}>Not yet</Button>
        <Button size="lg" look="primary" autoFocus pending={accept.isPending} onClick={() => accept.mutate()}>Accept</Button>
      </DialogActions>
    </Dialog>
  )
}

function CancelDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const cancel = useAction({ run: () => cancelRun(run.id), done: 'Called off', touches: [['runs']], errors: 'inline', onDone: onClose })
  return (
    <Dialog open onClose={onClose} title={`Call off “${run.display_name}”?`} description="It stops where it is and cannot go on later. What was made until now is kept. You can start it again with the same values.">
      <FormError refusal={cancel.error ? refusalOf(cancel.error) : undefined} />
      <DialogActions>
        <Button size="lg" onClick={onClose}>Let it go on</Button>
        <Button size="lg" look="danger" pending={cancel.isPending} onClick={() => cancel.mutate()}>Call off</Button>
      </DialogActions>
    </Dialog>
  )
}
