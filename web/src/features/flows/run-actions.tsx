import { useNavigate } from '@tanstack/react-router'
import { Archive, ArrowUpDown, Ban, Download, Ellipsis, GitFork, Pause, Play, StepForward } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { archiveRuns, cancelFlowRun, downloadFlowRun, forkFlowRun, pauseFlowRun, resumeFlowRun } from '@/api/mutations'
import type { FlowPlan, FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/field'
import { plural } from '@/ui/format'
import { Menu, MenuItem } from '@/ui/menu'
import { ReasonDialog } from '@/ui/reason-dialog'
import { toast } from '@/ui/toast'
import { useAction } from '@/ui/use-action'
import { isOpen, takesBack } from './steps'
import type { StepRow } from './steps'

const ForkDialog = lazy(() => import('./fork-dialog'))
const MigrateDialog = lazy(() => import('./migrate-dialog'))

/** What can be done with a whole run: hold it and let it go on, end it, move it to another version, begin another with what it has done, put it away. */
export function RunActions({ run, plan, rows }: { run: FlowRun; plan: FlowPlan | undefined; rows: StepRow[] | undefined }) {
  const [dialog, setDialog] = useState<'pause' | 'cancel' | 'fork' | 'migrate'>()
  const navigate = useNavigate()
  // Pressing twice starts one run.
  const key = useRef<string>(undefined)
  const resume = useAction({ run: () => resumeFlowRun(run.id), done: 'Run goes on', touches: [['flow-runs']] })
  const takeUp = useAction({
    run: () => forkFlowRun(run.id, {}, (key.current ??= crypto.randomUUID())),
    done: `${run.name} goes on in a new run`,
    touches: [['flow-runs', 'list']],
    onDone: (fork) => navigate(paths.flowRun(fork.id)),
  })
  const keep = useAction({ run: () => downloadFlowRun(run.id, run.name) })
  const putAway = useAction({
    run: () => archiveRuns({ runs: [run.id] }),
    touches: [['flow-runs', 'list'], ['archived-runs'], ['dead-letters']],
    onDone: ({ kept: [left] }) => {
      if (left) return toast.failed({ text: left.message, code: left.code })
      toast.done(`${run.name} put away`)
      return navigate(paths.archive())
    },
  })
  const close = () => setDialog(undefined)
  const open = isOpen(run)
  const cleansUp = open && run.failure?.cleaning_up === true
  // What waits to be let in hears only that it is cancelled.
  const goesOn = open && !cleansUp && !run.waits
  // While an attempt waits for approval, going on is the approval's to say.
  const resumable = run.status === 'paused' && run.pause?.kind !== 'approval_required'
  return (
    <div className="flex flex-wrap gap-2 max-md:w-full">
      {resumable && <Button pending={resume.isPending} onClick={() => resume.mutate()}><Play /> Resume</Button>}
      {goesOn && run.status !== 'paused' && <Button onClick={() => setDialog('pause')}><Pause /> Pause</Button>}
      {(run.status === 'failed' || run.status === 'cancelled') && <Button look="primary" pending={takeUp.isPending} onClick={() => takeUp.mutate()}><StepForward /> Take up where it stopped</Button>}
      {plan && rows && <Button onClick={() => setDialog('fork')}><GitFork /> Fork</Button>}
      {open && <Button onClick={() => setDialog('cancel')}><Ban /> Cancel run</Button>}
      <Menu trigger={<Button size="icon" aria-label="More to do with this run" pending={keep.isPending || putAway.isPending}><Ellipsis /></Button>}>
        {goesOn && plan && run.version !== null && <MenuItem onSelect={() => setDialog('migrate')}><ArrowUpDown /> Move to another version…</MenuItem>}
        <MenuItem onSelect={() => keep.mutate()}><Download /> Download as a file</MenuItem>
        {!open && <MenuItem onSelect={() => putAway.mutate()}><Archive /> Put into the archive</MenuItem>}
      </Menu>
      {dialog === 'pause' && (
        <ReasonDialog
          title={`Pause ${run.name}`}
          consequence="What is under way finishes; nothing new begins until somebody resumes the run."
          verb="Pause"
          required
          act={(reason) => pauseFlowRun(run.id, reason)}
          touches={[['flow-runs']]}
          done="Run paused"
          onClose={close}
        />
      )}
      {dialog === 'cancel' && <CancelDialog run={run} undoes={takesBack(plan)} cleansUp={cleansUp} onClose={close} />}
      {dialog === 'migrate' && plan && <Suspense><MigrateDialog run={run} plan={plan} onClose={close} /></Suspense>}
      {dialog === 'fork' && plan && rows && <Suspense><ForkDialog run={run} plan={plan} rows={rows} onClose={close} /></Suspense>}
    </div>
  )
}

/** `undoes`: some step says how it is taken back, which is done first unless somebody wants the end at once. */
function CancelDialog({ run, undoes, cleansUp, onClose }: { run: FlowRun; undoes: boolean; cleansUp: boolean; onClose: () => void }) {
  const [atOnce, setAtOnce] = useState(cleansUp)
  const after = `after ${run.steps_done} of ${plural(run.steps_total, 'step')}`
  return (
    <ReasonDialog
      title={`Cancel ${run.name}`}
      consequence={
        cleansUp ? 'The run is taking back what its steps did. It ends at once, and what is not taken back yet stays as it is.'
        : undoes && !atOnce ? `The run ends ${after} and cannot be resumed. What its steps did is taken back first, where the plan says how.`
        : `The run ends ${after} and cannot be resumed. What its steps gave until now is kept.`
      }
      verb="Cancel run"
      danger
      required={false}
      act={(reason) => cancelFlowRun(run.id, { reason: reason || undefined, hard: atOnce || undefined })}
      touches={[['flow-runs']]}
      done={undoes && !atOnce ? 'What the run did is taken back' : 'Run cancelled'}
      onClose={onClose}
    >
      {undoes && !cleansUp && <Checkbox label="At once, taking nothing back" help="What its steps did stays as it is." checked={atOnce} onChange={(event) => setAtOnce(event.target.checked)} />}
    </ReasonDialog>
  )
}
