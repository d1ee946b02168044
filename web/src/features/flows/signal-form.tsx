import { useId, useRef, useState } from 'react'
import { ApiError } from '@/api/http'
import { signalFlowRun } from '@/api/mutations'
import type { Json } from '@/api/types'
import { Button } from '@/ui/button'
import { Field, FormError, Input, Textarea } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import { Tag } from '@/ui/status'
import { useAction } from '@/ui/use-action'
import { isTextSchema, readJson } from './input-schema'

interface SignalFormProps {
  runId: string
  name: string
  schema: Json | undefined
  /** Whether a step waits for it now. */
  awaited: boolean
}

/** Sends a run one of the signals its plan declares. */
export function SignalForm({ runId, name, schema, awaited }: SignalFormProps) {
  const title = useId()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  // The same identity counts once: pressing twice, or again after a lost answer, sends one signal.
  const key = useRef<string>(undefined)
  const isText = isTextSchema(schema)
  const read = (): ReturnType<typeof readJson> => (isText ? { value: typed, problem: undefined } : typed.trim() === '' ? { value: null, problem: undefined } : readJson(typed))
  const send = useAction({
    run: (payload: Json) => signalFlowRun(runId, name, { id: (key.current ??= crypto.randomUUID()), payload }),
    done: `Signal ${name} sent`,
    touches: [['flow-runs', runId]],
    errors: 'inline',
    onDone: () => {
      key.current = undefined
      setTyped('')
    },
  })
  const refusal = send.error ? refusalOf(send.error) : undefined
  const ofPayload = send.error instanceof ApiError && send.error.status === 422
  const change = (text: string) => {
    key.current = undefined
    setTyped(text)
    setProblem(undefined)
    send.reset()
  }
  return (
    <form
      noValidate
      aria-labelledby={title}
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        const { value, problem: unread } = read()
        setProblem(unread)
        if (value === undefined) box.current?.focus()
        else send.mutate(value)
      }}
    >
      <h3 id={title} className="flex items-center gap-2 text-sm">Signal {name}{awaited && <Tag tone="run">awaited</Tag>}</h3>
      {!awaited && <p className="text-sm text-ink-2">No step waits for it now. It is kept until one does.</p>}
      <Field
        label={isText ? 'Text' : 'Payload'}
        help={isText ? undefined : 'JSON, as the plan’s schema of this signal wants it; empty for null.'}
        error={problem ?? (ofPayload ? [refusal?.text, ...(send.error instanceof ApiError ? send.error.errors.map((item) => item.message) : [])].join(' ') : undefined)}
      >
        {(control) => isText
          ? <Input ref={box} autoComplete="off" value={typed} onChange={(event) => change(event.target.value)} {...control} />
          : <Textarea ref={box} rows={3} spellCheck={false} className="font-mono text-xs" value={typed} onChange={(event) => change(event.target.value)} onBlur={() => setProblem(read().problem)} {...control} />}
      </Field>
      <FormError refusal={ofPayload ? undefined : refusal} />
      <div><Button type="submit" pending={send.isPending}>Send {name}</Button></div>
    </form>
  )
}
