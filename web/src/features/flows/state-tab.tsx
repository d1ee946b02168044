import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { updateFlowRun } from '@/api/mutations'
import { flowAnswerQuery } from '@/api/queries'
import type { FlowPlan, FlowRun, Json } from '@/api/types'
import { Button } from '@/ui/button'
import { FormError } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { JsonPart } from './json-part'
import { SchemaFields, useSchemaForm } from './schema-form'
import { isOpen } from './steps'

/** What a run may be asked, and how its state may be changed from outside. */
export function StateTab({ run, plan }: { run: FlowRun; plan: FlowPlan }) {
  const queries = Object.keys(plan.queries ?? {})
  const updates = Object.entries(plan.updates ?? {})
  return (
    <ul className="divide-y divide-line">
      {queries.map((name) => <li key={`query ${name}`} className="p-4"><Query runId={run.id} name={name} /></li>)}
      {updates.map(([name, { schema }]) => (
        <li key={`update ${name}`} className="p-4">
          {isOpen(run) ? <UpdateForm runId={run.id} name={name} schema={schema} /> : <><h3 className="text-sm">Update {name}</h3><p className="mt-1 text-sm text-ink-3">The run has ended; its state stays as it is.</p></>}
        </li>
      ))}
    </ul>
  )
}

function Query({ runId, name }: { runId: string; name: string }) {
  const answer = useQuery(flowAnswerQuery(runId, name))
  return (
    <section aria-label={`Query ${name}`} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm">Query {name}</h3>
        <Button pending={answer.isFetching} onClick={() => void answer.refetch()}>{answer.data ? <><RotateCw /> Ask again</> : `Ask ${name}`}</Button>
      </div>
      <FormError refusal={answer.error ? refusalOf(answer.error) : undefined} />
      {answer.data && (
        <div role="status">
          <JsonPart title="Answer" value={answer.data.value} none="null" />
          <p className="mt-1 text-xs text-ink-3">asked <Time at={new Date(answer.dataUpdatedAt).toISOString()} /></p>
        </div>
      )}
    </section>
  )
}

function UpdateForm({ runId, name, schema }: { runId: string; name: string; schema: Json | undefined }) {
  const title = useId()
  // The same identity counts once: pressing twice, or again after a lost answer, changes the state once.
  const key = useRef<string>(undefined)
  const [answer, setAnswer] = useState<{ value: Json }>()
  const [refusal, setRefusal] = useState<Refusal>()
  const form = useSchemaForm(schema, { onChange: () => { key.current = undefined } })
  const send = useAction({
    run: () => updateFlowRun(runId, name, { id: (key.current ??= crypto.randomUUID()), payload: form.value() ?? null }),
    touches: [['flow-runs', runId]],
    errors: 'inline',
    onDone: (told) => {
      key.current = undefined
      setAnswer({ value: told.answer })
      form.clear()
    },
  })
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    setAnswer(undefined)
    if (!form.check()) return
    try {
      await send.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) key.current = undefined
      const told = error instanceof ApiError ? error.errors : []
      const left = form.place(told)
      if (told.length === 0 || left.length > 0) setRefusal({ ...refusalOf(error), ...(left.length > 0 ? { text: left.join(' ') } : {}) })
    }
  }
  return (
    <form noValidate aria-labelledby={title} className="grid gap-3" onSubmit={(event) => void submit(event)}>
      <h3 id={title} className="text-sm">Update {name}</h3>
      <SchemaFields form={form} label={form.isText ? 'Text' : 'Payload'} help="JSON, as the plan’s schema of this update wants it; empty for null." />
      <FormError refusal={refusal} />
      <div><Button type="submit" pending={send.isPending}>Send {name}</Button></div>
      {answer && <div role="status"><JsonPart title="Answer" value={answer.value} none="It was applied; the plan answers nothing." /></div>}
    </form>
  )
}
