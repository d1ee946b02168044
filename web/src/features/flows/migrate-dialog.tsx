import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { migrateFlowRun } from '@/api/mutations'
import { flowQuery, flowVersionQuery } from '@/api/queries'
import type { CarriedStep, FlowPlan, FlowRun } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Select } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import { Empty, ErrorState, Skeleton } from '@/ui/states'
import { Code } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { useAction } from '@/ui/use-action'
import { DROPPED, FATES, added, gone, mappingOf, stepWords } from './migration'
import type { Choices } from './migration'
import { planSteps } from './plan-input'

/** Moves a run under way to another version of its flow: chosen, checked, and only then done. */
export default function MigrateDialog({ run, plan, onClose }: { run: FlowRun; plan: FlowPlan; onClose: () => void }) {
  const flow = useQuery(flowQuery(run.name))
  const others = flow.data?.versions.filter((version) => version.version !== run.version)
  return (
    <Dialog open wide onClose={onClose} title={`Move ${run.name} to another version`} description={`It is of version ${run.version ?? 'none'}. What its steps have done stays; what has not begun will be what the other version says.`}>
      {flow.error && !flow.data ? <ErrorState error={flow.error} retry={() => void flow.refetch()} />
      : !others ? <Skeleton className="h-24" />
      : others.length === 0 ? <Empty title="There is no other version">Keep a new version of this flow first.</Empty>
      : <MigrateForm run={run} from={plan.steps.map((step) => step.id)} versions={others.map((version) => version.version)} onClose={onClose} />}
    </Dialog>
  )
}

interface MigrateFormProps {
  run: FlowRun
  /** Steps of the plan that the run has. */
  from: string[]
  /** Newest first. */
  versions: number[]
  onClose: () => void
}

function MigrateForm({ run, from, versions, onClose }: MigrateFormProps) {
  const [version, setVersion] = useState(versions[0] ?? 0)
  const [choices, setChoices] = useState<Choices>({ steps: {}, late: {} })
  const plan = useQuery(flowVersionQuery(run.name, version))
  const to = plan.data ? planSteps(plan.data.plan) : []
  const request = { version, ...mappingOf(choices, to) }
  const check = useAction({ run: () => migrateFlowRun(run.id, { ...request, check_only: true }), errors: 'inline' })
  const move = useAction({ run: () => migrateFlowRun(run.id, { ...request, check_only: false }), done: `${run.name} is of version ${version} now`, touches: [['flow-runs']], errors: 'inline', onDone: onClose })
  // What was found holds for what was asked.
  const changed = () => {
    check.reset()
    move.reset()
  }
  const choose = (next: Partial<Choices>) => {
    changed()
    setChoices((now) => ({ ...now, ...next }))
  }
  const carried = check.data?.steps
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (carried) move.mutate()
    else check.mutate()
  }
  const lost = gone(from, to)
  const fresh = added(from, to, choices)
  const without = <T,>(all: Record<string, T>, key: string): Record<string, T> => Object.fromEntries(Object.entries(all).filter(([name]) => name !== key))
  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      <Field label="Version">
        {(control) => (
          <Select value={version} onChange={(event) => { changed(); setChoices({ steps: {}, late: {} }); setVersion(Number(event.target.value)) }} {...control}>
            {versions.map((number) => <option key={number} value={number}>Version {number}</option>)}
          </Select>
        )}
      </Field>
      {plan.error && !plan.data ? <ErrorState error={plan.error} retry={() => void plan.refetch()} /> : (
        <>
          {plan.data && lost.map((step) => (
            <Field key={step} label={`Step ${step}`} help="The other version has no step of this name.">
              {(control) => (
                <Select value={choices.steps[step] ?? ''} onChange={(event) => choose({ steps: event.target.value === '' ? without(choices.steps, step) : { ...choices.steps, [step]: event.target.value } })} {...control}>
                  <option value="">Nothing is said</option>
                  {to.map((name) => <option key={name} value={name}>Becomes {name}</option>)}
                  <option value={DROPPED}>Goes</option>
                </Select>
              )}
            </Field>
          ))}
          {plan.data && fresh.map((step) => (
            <Field key={step} label={`New step ${step}`} help="Only asked about where steps behind it have begun.">
              {(control) => (
                <Select value={choices.late[step] ?? ''} onChange={(event) => choose({ late: event.target.value === '' ? without(choices.late, step) : { ...choices.late, [step]: event.target.value as 'do' | 'skip' } })} {...control}>
                  <option value="">Nothing is said</option>
                  <option value="do">Is done all the same</option>
                  <option value="skip">Is passed over</option>
                </Select>
              )}
            </Field>
          ))}
        </>
      )}
      <div aria-live="polite" className="grid gap-5">
        {carried && <Fates steps={carried} />}
        <Obstacles error={check.error ?? move.error} />
      </div>
      <DialogActions>
        <Button onClick={onClose}>Not now</Button>
        {carried ? <Button type="submit" look="primary" pending={move.isPending}>Move to version {version}</Button> : <Button type="submit" disabled={!plan.data} pending={check.isPending}>Check</Button>}
      </DialogActions>
    </form>
  )
}

function Fates({ steps }: { steps: CarriedStep[] }) {
  return (
    <div className="rounded-lg border border-line">
      <Table label="What becomes of its steps" head={<><Th>Step</Th><Th>What becomes of it</Th></>}>
        {steps.map((step) => <tr key={stepWords(step)}><Td className="font-medium">{stepWords(step)}</Td><Td className="text-ink-2">{FATES[step.fate]}</Td></tr>)}
      </Table>
    </div>
  )
}

/** Why it cannot move, place by place. */
function Obstacles({ error }: { error: Error | null }) {
  if (error === null) return null
  const places = error instanceof ApiError ? error.errors : []
  return (
    <div className="grid gap-2">
      <FormError refusal={refusalOf(error)} />
      {places.length > 0 && <ul aria-label="What is in the way" className="grid gap-1.5 text-sm">{places.map((place, index) => <li key={index}>{place.path !== '' && <><Code tone="bad">{place.path}</Code> </>}{place.message}</li>)}</ul>}
    </div>
  )
}
