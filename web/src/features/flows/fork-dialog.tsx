import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { forkFlowRun } from '@/api/mutations'
import type { FlowPlan, FlowRun } from '@/api/types'
import { paths } from '@/app/paths'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Checkbox, FormError } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { SchemaFields, useSchemaForm } from './schema-form'
import { isDone } from './steps'
import type { StepRow } from './steps'

/** Begins another run with what this one has done: all but the chosen steps and what builds on them. */
export default function ForkDialog({ run, plan, rows, onClose }: { run: FlowRun; plan: FlowPlan; rows: StepRow[]; onClose: () => void }) {
  const done = rows.filter((row) => isDone(row.attempts[0]))
  const [from, setFrom] = useState<ReadonlySet<string>>(new Set())
  const [other, setOther] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const key = useRef<string>(undefined)
  const renew = () => {
    key.current = undefined
    setRefusal(undefined)
  }
  const input = useSchemaForm(plan.input, { given: run.input, onChange: renew })
  const navigate = useNavigate()
  const fork = useAction({
    run: () => forkFlowRun(run.id, { from: [...from], ...(other ? { input: input.value() } : {}) }, (key.current ??= crypto.randomUUID())),
    done: `${run.name} forked`,
    touches: [['flow-runs', 'list']],
    errors: 'inline',
    onDone: (made) => {
      onClose()
      return navigate(paths.flowRun(made.id))
    },
  })
  const toggle = (step: string) => {
    renew()
    setFrom((now) => {
      const next = new Set(now)
      if (!next.delete(step)) next.add(step)
      return next
    })
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    if (other && !input.check()) return
    try {
      await fork.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) key.current = undefined
      const told = other && error instanceof ApiError ? error.errors : []
      const left = input.place(told)
      if (told.length === 0 || left.length > 0) setRefusal({ ...refusalOf(error), ...(left.length > 0 ? { text: left.join(' ') } : {}) })
    }
  }
  return (
    <Dialog open wide onClose={onClose} title={`Fork ${run.name}`} description="A new run of the same plan begins with what this one has done. This one stays as it is.">
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        {done.length > 0 && (
          <fieldset className="grid gap-1.5">
            <legend className="mb-1 text-sm font-medium">Steps to do anew</legend>
            <p className="text-sm text-ink-3">What builds on them is done anew as well, and so is whatever is not done.</p>
            {done.map((row) => <Checkbox key={row.id} label={row.title} checked={from.has(row.id)} onChange={() => toggle(row.id)} />)}
          </fieldset>
        )}
        <Checkbox label="Another input" help="Only steps that are done anew see it." checked={other} onChange={(event) => { renew(); setOther(event.target.checked) }} />
        {other && <SchemaFields form={input} label="Input" help="JSON, as the plan’s input schema wants it." />}
        <FormError refusal={refusal} />
        <DialogActions>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" pending={fork.isPending}>Fork</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
