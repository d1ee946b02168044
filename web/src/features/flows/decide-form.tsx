import { FastForward, RotateCcw, Stamp, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { ApiError } from '@/api/http'
import { approveStep, rejectStep, rerunStep, skipStep } from '@/api/mutations'
import type { FlowRun, FlowStep } from '@/api/types'
import { Button } from '@/ui/button'
import { Field, FormError, Textarea } from '@/ui/field'
import { placeRefusal } from '@/ui/refusal'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { SchemaFields, useSchemaForm } from './schema-form'
import { approvalOf, isWait } from './steps'
import type { Decisions, StepRow } from './steps'

interface DecideFormProps {
  run: FlowRun
  row: StepRow
  attempt: FlowStep
  can: Decisions
  onRerun: () => void
}

/** What is asked about an attempt, one reason, and what is decided with them. */
export function DecideForm({ run, row, attempt, can, onRerun }: DecideFormProps) {
  const asked = approvalOf(row.plan)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const failed = attempt.status === 'failed'
  const asks = !failed && asked.form !== undefined
  const form = useSchemaForm(asked.form)
  const why = reason.trim()
  const filledIn = asks ? { form: form.value() } : {}
  const settled = { touches: [['flow-runs']], errors: 'inline' } as const
  const approve = useAction({ run: () => approveStep(run.id, row.id, { reason: why, ...filledIn }), done: `${row.id} approved`, ...settled })
  // Whoever says no need not fill in what a yes would need.
  const reject = useAction({ run: () => rejectStep(run.id, row.id, { reason: why, ...(form.sound() ? filledIn : {}) }), done: `${row.id} rejected`, ...settled })
  const rerun = useAction({ run: () => rerunStep(run.id, row.id, { reason: why || undefined }), done: `${row.id} runs again`, ...settled })
  const skip = useAction({ run: () => skipStep(run.id, row.id, why), done: `${row.id} skipped`, ...settled })
  const all = [approve, reject, rerun, skip]
  const placed = placeRefusal(all.find((action) => action.error)?.error, ['reason'], { REASON_REQUIRED: 'reason' })
  const act = (action: typeof approve, needs: { reason?: true; form?: true } = {}) => {
    for (const other of all) other.reset()
    const unsaid = needs.reason === true && why === ''
    setMissing(unsaid)
    // The form comes first: what is wrong in it is gone to first.
    if (needs.form && asks && !form.check()) return
    if (unsaid) box.current?.focus()
    else action.mutate(undefined, { onError: (error) => { if (asks && error instanceof ApiError) form.place(error.errors) } })
  }
  const busy = all.some((action) => action.isPending)
  return (
    <form
      noValidate
      aria-label={failed ? 'Decide about the failed step' : 'Approve the step'}
      className={`grid gap-3 border-l-2 pl-4 ${failed ? 'border-bad' : 'border-wait'}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (can.approve) act(approve, { reason: true, form: true })
      }}
    >
      <div className="text-sm text-ink">
        <h3 className={failed ? 'text-bad' : 'text-wait'}>{failed ? 'This step failed, and the run holds' : (asked.title ?? 'This step waits for your approval')}</h3>
        <Overdue attempt={attempt} />
        {!failed && asked.by && asked.by.length > 0 && <p className="mt-1 max-w-[60ch]">It is for {asked.by.join(', ')} to decide.</p>}
        <p className="mt-1 max-w-[60ch]">
          {!can.approve ? 'It gave nothing that could be approved.' : failed ? 'Approving lets the attempt count although its checks failed.' : 'Approving lets the attempt count, and the run goes on with what it gave. Rejecting lets it not count, as if its checks had failed.'} A rerun begins attempt {attempt.attempt + 1}; skipping goes on without the step.
        </p>
      </div>
      {asks && <SchemaFields form={form} label="Filled in" help="JSON, as the plan’s form wants it." />}
      <Field label="Reason" help="Kept with the decision, with your name. A rerun needs none." error={missing ? 'Write why. Whoever reads this run later needs it.' : placed.at.reason}>
        {(control) => <Textarea ref={box} rows={2} value={reason} onChange={(event) => { setReason(event.target.value); setMissing(false) }} {...control} />}
      </Field>
      <FormError refusal={placed.rest} />
      <div className="flex flex-wrap gap-2">
        {can.approve && <Button type="submit" look={failed ? 'secondary' : 'primary'} disabled={busy && !approve.isPending} pending={approve.isPending}><Stamp /> Approve</Button>}
        {can.reject && <Button disabled={busy && !reject.isPending} pending={reject.isPending} onClick={() => act(reject, { reason: true })}><X /> Reject</Button>}
        <Button look={failed ? 'primary' : 'secondary'} disabled={busy && !rerun.isPending} pending={rerun.isPending} onClick={() => act(rerun)}><RotateCcw /> Rerun</Button>
        <Button disabled={busy && !skip.isPending} pending={skip.isPending} onClick={() => act(skip, { reason: true })}><FastForward /> Skip</Button>
        {!isWait(row.plan) && <Button look="ghost" disabled={busy} onClick={onRerun}>Rerun with other arguments…</Button>}
      </div>
    </form>
  )
}

/** That nobody decided in time, and who may decide since. */
function Overdue({ attempt: { decision } }: { attempt: FlowStep }) {
  if (decision?.decision !== 'escalated') return null
  return <p className="mt-1 max-w-[60ch] text-warn">The decision is overdue since <Time at={decision.at} />.{decision.to.length > 0 && ` ${decision.to.join(', ')} may decide now as well.`}</p>
}
