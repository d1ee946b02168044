import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { approveGate, cancelRun, rerunGate, skipGate } from '@/api/mutations'
import { modelsQuery } from '@/api/queries'
import type { GateAttempt, Run } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Select, Textarea } from '@/ui/field'
import { placeRefusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'

interface GateDialogProps {
  run: Run
  attempt: GateAttempt
  onClose: () => void
}

interface ReasonDialogProps {
  title: string
  /** What will happen. */
  consequence: ReactNode
  verb: string
  danger?: boolean
  required: boolean
  children?: ReactNode
  act: (reason: string) => Promise<Run>
  done: string
  onClose: () => void
}

/** Says beforehand what an action does, asks for the reason that is stored with it, and shows the server's refusal as it is. */
function ReasonDialog({ title, consequence, verb, danger = false, required, children, act, done, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const action = useAction({ run: () => act(reason.trim()), done, touches: [['runs'], ['reports']], errors: 'inline', onDone: onClose })
  const placed = placeRefusal(action.error, ['reason'], { REASON_REQUIRED: 'reason' })
  const submit = () => {
    if (required && reason.trim() === '') {
      setMissing(true)
      box.current?.focus()
    } else action.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={title} description={consequence}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); submit() }} className="grid gap-4">
        {children}
        <Field label="Reason" required={required} optional={!required} help="Kept with the decision, with your name." error={missing ? 'Write why. Whoever reads this run later needs it.' : placed.at.reason}>
          {(control) => <Textarea ref={box} rows={3} autoFocus={required || danger} value={reason} onChange={(event) => { setReason(event.target.value); setMissing(false) }} {...control} />}
        </Field>
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          {/* Where nothing has to be written, Enter is enough; but nothing is destroyed by it. */}
          <Button type="submit" autoFocus={!required && !danger} look={danger ? 'danger' : 'primary'} pending={action.isPending}>{verb}</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

export function ApproveDialog({ run, attempt, onClose }: GateDialogProps) {
  return (
    <ReasonDialog
      title={`Approve ${attempt.gate_name}`}
      consequence={attempt.awaiting_approval ? 'The gate counts as passed and the run goes on with what this attempt made.' : 'This attempt failed its checks. Approving overrides them: the run goes on with what it made, and the decision is kept beside the failure.'}
      verb="Approve"
      required
      act={(reason) => approveGate(run.id, attempt.gate_id, reason)}
      done={`${attempt.gate_id} approved`}
      onClose={onClose}
    />
  )
}

export function SkipDialog({ run, attempt, onClose }: GateDialogProps) {
  return (
    <ReasonDialog
      title={`Skip ${attempt.gate_name}`}
      consequence="The step is left out and the run goes on without its files. Later steps that need them will fail."
      verb="Skip the step"
      required
      act={(reason) => skipGate(run.id, attempt.gate_id, reason)}
      done={`${attempt.gate_id} skipped`}
      onClose={onClose}
    />
  )
}

export function RerunDialog({ run, attempt, onClose }: GateDialogProps) {
  const models = useQuery({ ...modelsQuery(), enabled: attempt.model_id !== null }).data ?? []
  const [model, setModel] = useState('')
  return (
    <ReasonDialog
      title={`Rerun ${attempt.gate_name}`}
      consequence={`Attempt ${attempt.attempt_number + 1} begins. Attempt ${attempt.attempt_number} stays as it is; steps that build on it are done again.`}
      verb="Rerun"
      required={false}
      act={(reason) => rerunGate(run.id, attempt.gate_id, { model: model || undefined, reason: reason || undefined })}
      done={`${attempt.gate_id} runs again`}
      onClose={onClose}
    >
      {attempt.model_id !== null && (
        <Field label="Model">
          {(control) => (
            <Select value={model} onChange={(event) => setModel(event.target.value)} {...control}>
              <option value="">As before: {attempt.model_id}</option>
              {models.filter((item) => item.is_active).map((item) => (
                <option key={item.id} value={item.id} disabled={!item.available}>{item.display_name} ({item.tier}){item.available ? '' : `: ${item.why_not ?? 'not available'}`}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </ReasonDialog>
  )
}

export function CancelRunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  return (
    <ReasonDialog
      title={`Cancel ${run.display_name}`}
      consequence={`The run stops after ${run.gates_passed} of ${run.total_gates} gates and cannot be resumed. What was made until now is kept.`}
      verb="Cancel run"
      danger
      required={false}
      act={(reason) => cancelRun(run.id, reason || undefined)}
      done="Run cancelled"
      onClose={onClose}
    />
  )
}
