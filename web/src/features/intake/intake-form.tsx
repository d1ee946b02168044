import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { createRun } from '@/api/mutations'
import type { DefinitionFile } from '@/api/mutations'
import type { Json, TemplateDetail, TemplateSpec } from '@/api/types'
import { paths } from '@/app/paths'
import { costWords } from '@/features/catalogue/workflow-card'
import { Button } from '@/ui/button'
import { FormError } from '@/ui/field'
import { times } from '@/ui/format'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { checkField, checkForm, formFields, initialValues, placeErrors, toIntent } from './fields'
import type { FieldErrors } from './fields'
import { IntakeField } from './intake-field'

interface IntakeFormProps {
  template: TemplateDetail & { spec: TemplateSpec }
  /** The values of an earlier run to begin with. */
  earlier?: Record<string, Json>
  /** Run this text instead of the published version, and look at it as an operator. */
  trial?: DefinitionFile
}

export function IntakeForm({ template, earlier, trial }: IntakeFormProps) {
  const fields = formFields(template.spec.intent_schema)
  const [values, setValues] = useState(() => initialValues(template.spec.intent_schema, earlier))
  const [files, setFiles] = useState<File[]>([])
  const [errors, setErrors] = useState<FieldErrors>({})
  const [rest, setRest] = useState<Refusal>()
  // One key per thing asked for: pressing twice, or again after a lost answer, starts one run.
  const key = useRef<string>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const navigate = useNavigate()

  const showErrors = (found: FieldErrors) => {
    setErrors(found)
    const first = fields.find((field) => found[field.name])
    if (first) form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(first.name)}"] :is(input, textarea, select)`)?.focus()
  }
  const start = useAction({
    run: () => createRun({ template: template.slug, intent: toIntent(fields, values), trial }, files, (key.current ??= crypto.randomUUID())),
    touches: [['runs', 'list']],
    errors: 'inline',
    onDone: (run) => (trial ? navigate({ ...paths.run(run.id), ignoreBlocker: true }) : navigate(paths.activityRun(run.id))),
  })
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRest(undefined)
    const found = checkForm(fields, values, files)
    showErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      await start.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) key.current = undefined
      const placed = error instanceof ApiError ? placeErrors(error.errors, fields) : { byField: {}, rest: [] }
      showErrors(placed.byField)
      if (placed.rest.length > 0) setRest({ ...refusalOf(error), text: placed.rest.join(' ') })
      else if (Object.keys(placed.byField).length === 0) setRest(refusalOf(error))
    }
  }
  const changed = (name: string) => {
    key.current = undefined
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([field]) => field !== name)))
  }
  return (
    <form ref={form} data-block="body" noValidate onSubmit={(event) => void submit(event)} className="grid gap-7">
      {fields.map((field) => (
        <IntakeField
          key={field.name}
          field={field}
          value={values[field.name]}
          files={files}
          error={errors[field.name]}
          onChange={(value) => {
            changed(field.name)
            setValues((now) => ({ ...now, [field.name]: value }))
          }}
          onFiles={(next) => {
            changed(field.name)
            setFiles(next)
          }}
          onLeave={() => {
            const error = values[field.name] === '' ? undefined : checkField(field, values, files)
            if (error) setErrors((now) => ({ ...now, [field.name]: error }))
          }}
        />
      ))}
      <FormError refusal={rest} />
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Button type="submit" look="primary" size="lg" pending={start.isPending}>Start</Button>
        <p className="text-sm text-ink-2">{template.estimated_time ? `Takes ${times(template.estimated_time)}. ` : ''}{words(template.estimated_cost_usd)}</p>
      </div>
    </form>
  )
}

const words = (estimate: number | null) => {
  const text = costWords(estimate)
  return estimate === null || estimate === 0 ? `${text}.` : `Costs ${text}.`
}
