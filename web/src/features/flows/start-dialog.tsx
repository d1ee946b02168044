import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { createFlowRun } from '@/api/mutations'
import type { FlowVersionDetail, Json } from '@/api/types'
import { paths } from '@/app/paths'
import { checkField, checkForm, placeErrors, toIntent } from '@/features/intake/fields'
import type { FieldErrors } from '@/features/intake/fields'
import { IntakeField } from '@/features/intake/intake-field'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Textarea } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { parseAttributes } from './attributes'
import { inputDefaults, inputFields, readJson } from './input-schema'
import { planInput } from './plan-input'

/** Names of the parts of the form that are no fields of the plan; no property is called so. */
const INPUT = '(input)'
const ATTRIBUTES = '(attributes)'
const NO_FILES: File[] = []

/** Asks for what a run of a flow needs: a form where the plan's schema is that of one, JSON where it is not. */
export default function StartDialog({ flow, version, newest, onClose }: { flow: string; version: FlowVersionDetail; newest: boolean; onClose: () => void }) {
  const schema = useMemo(() => planInput(version.plan), [version.plan])
  const fields = useMemo(() => inputFields(schema), [schema])
  const [values, setValues] = useState(() => inputDefaults(schema))
  const [json, setJson] = useState('')
  const [attributes, setAttributes] = useState('')
  const [errors, setErrors] = useState<FieldErrors>({})
  const [rest, setRest] = useState<Refusal>()
  // One key per thing asked for: pressing twice, or again after a lost answer, starts one run.
  const key = useRef<string>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const navigate = useNavigate()

  const input = (): Json | undefined => (fields ? toIntent(fields, values) : json.trim() === '' ? undefined : readJson(json).value)
  const start = useAction({
    run: () => createFlowRun({ flow, version: version.version, input: input(), attributes: parseAttributes(attributes).attributes }, (key.current ??= crypto.randomUUID())),
    done: `${flow} started`,
    touches: [['flow-runs', 'list']],
    errors: 'inline',
    // A plan that is not kept is asked about; whoever stays has started the run all the same.
    onDone: (run) => {
      onClose()
      return navigate(paths.flowRun(run.id))
    },
  })
  const showErrors = (found: FieldErrors) => {
    setErrors(found)
    const first = [...(fields?.map((field) => field.name) ?? [INPUT]), ATTRIBUTES].find((name) => found[name])
    if (first) form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"] :is(input, textarea, select)`)?.focus()
  }
  const problems = (): FieldErrors => {
    const { wrong } = parseAttributes(attributes)
    const unread = fields || json.trim() === '' ? undefined : readJson(json).problem
    return {
      ...(fields ? checkForm(fields, values, NO_FILES) : {}),
      ...(unread ? { [INPUT]: unread } : {}),
      ...(wrong === undefined ? {} : { [ATTRIBUTES]: `“${wrong}” is no attribute; write name=value.` }),
    }
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRest(undefined)
    const found = problems()
    showErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      await start.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) key.current = undefined
      const told = error instanceof ApiError ? error.errors : []
      const ofAttributes = told.filter((item) => item.path.startsWith('attributes'))
      const placed = placeErrors(told.filter((item) => !item.path.startsWith('attributes')), fields ?? [])
      const whole: FieldErrors = !fields && placed.rest.length > 0 ? { [INPUT]: placed.rest.join(' ') } : {}
      const left = fields ? placed.rest : []
      showErrors({ ...placed.byField, ...whole, ...(ofAttributes.length > 0 ? { [ATTRIBUTES]: ofAttributes.map((item) => item.message).join(' ') } : {}) })
      if (left.length > 0) setRest({ ...refusalOf(error), text: left.join(' ') })
      else if (told.length === 0) setRest(refusalOf(error))
    }
  }
  const changed = (name: string) => {
    key.current = undefined
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([field]) => field !== name)))
  }
  const leave = (name: string, problem: string | undefined) => {
    if (problem) setErrors((now) => ({ ...now, [name]: problem }))
  }
  return (
    <Dialog open wide onClose={onClose} title={`Start ${flow}`} description={`Version ${version.version}${newest ? ', the newest' : ''}. The run keeps it, whatever becomes of the flow.`}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        {fields?.map((field) => (
          <IntakeField
            key={field.name}
            field={field}
            value={values[field.name]}
            files={NO_FILES}
            error={errors[field.name]}
            onChange={(value) => {
              changed(field.name)
              setValues((now) => ({ ...now, [field.name]: value }))
            }}
            onFiles={() => undefined}
            onLeave={() => leave(field.name, values[field.name] === '' ? undefined : checkField(field, values, NO_FILES))}
          />
        ))}
        {!fields && (
          <div data-field={INPUT}>
            <Field label="Input" optional={schema === undefined || schema === true} help="JSON, as the plan’s input schema wants it." error={errors[INPUT]}>
              {(control) => (
                <Textarea
                  rows={8}
                  spellCheck={false}
                  className="font-mono text-xs"
                  value={json}
                  onChange={(event) => {
                    changed(INPUT)
                    setJson(event.target.value)
                  }}
                  onBlur={() => leave(INPUT, json.trim() === '' ? undefined : readJson(json).problem)}
                  {...control}
                />
              )}
            </Field>
          </div>
        )}
        <div data-field={ATTRIBUTES}>
          <Field label="Attributes" optional help="What the run is to be found by: name=value, one on each line." error={errors[ATTRIBUTES]}>
            {(control) => (
              <Textarea
                rows={2}
                spellCheck={false}
                className="font-mono text-xs"
                value={attributes}
                onChange={(event) => {
                  changed(ATTRIBUTES)
                  setAttributes(event.target.value)
                }}
                {...control}
              />
            )}
          </Field>
        </div>
        <FormError refusal={rest} />
        <DialogActions>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" autoFocus={fields?.length === 0} pending={start.isPending}>Start</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
