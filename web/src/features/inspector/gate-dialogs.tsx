import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { approveGate, cancelRun, rerunGate, skipGate } from '@/api/mutations'
import { modelsQuery } from '@/api/queries'
import type { GateAttempt, Run } from '@/api/types'
import { Field, Select } from '@/ui/field'
import { ReasonDialog } from '@/ui/reason-dialog'

const TOUCHES = [['runs'], ['reports']]

interface GateDialogProps {
  run: Run
  attempt: GateAttempt
  onClose: () => void
}

export function ApproveDialog({ run, attempt, onClose }: GateDialogProps) {
  return (
    <ReasonDialog
      title={`Approve ${attempt.gate_name}`}
      consequence={attempt.awaiting_approval ? 'The gate counts as passed and the run goes on with what this attempt made.' : 'This attempt failed its checks. Approving overrides them: the run goes on with what it made, and the decision is kept beside the failure.'}
      verb="Approve"
      required
      touches={TOUCHES}
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
      touches={TOUCHES}
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
      touches={TOUCHES}
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
      touches={TOUCHES}
      act={(reason) => cancelRun(run.id, reason || undefined)}
      done="Run cancelled"
      onClose={onClose}
    />
  )
}
