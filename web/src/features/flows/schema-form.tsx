import { useCallback, useMemo, useRef, useState } from 'react'
import type { FieldError, Json } from '@/api/types'
import { checkField, checkForm, placeErrors, toIntent } from '@/features/intake/fields'
import type { FieldErrors, FormField, FormValues } from '@/features/intake/fields'
import { IntakeField } from '@/features/intake/intake-field'
import { Field, Input, Textarea } from '@/ui/field'
import { inputDefaults, inputFields, isTextSchema, readJson } from './input-schema'

/** Name of the part of the form that holds all of a value; no property is called so. */
const WHOLE = '(whole)'
const NO_FILES: File[] = []

export interface SchemaForm {
  /** Null where the schema is not that of a form: then it is a text, or JSON. */
  fields: FormField[] | null
  isText: boolean
  /** Whether nothing need be written. */
  optional: boolean
  values: FormValues
  written: string
  errors: FieldErrors
  /** Takes the element around the fields, so that what is wrong can be gone to. */
  hold: (element: HTMLDivElement | null) => void
  change: (name: string, value: string | boolean) => void
  write: (text: string) => void
  leave: (name: string) => void
  /** What was filled in; nothing where nothing was written. Only after `check`. */
  value: () => Json | undefined
  /** Whether nothing is wrong. */
  sound: () => boolean
  /** Marks what is wrong and says whether anything is. */
  check: (focus?: boolean) => boolean
  /** Puts the server's errors where they belong; gives back those that belong nowhere. */
  place: (errors: FieldError[]) => string[]
  clear: () => void
}

/** A form for a value of a JSON Schema: fields where it is that of a form, a text, or JSON. */
export function useSchemaForm(schema: Json | undefined, { given, onChange }: { given?: Json; onChange?: () => void } = {}): SchemaForm {
  const fields = useMemo(() => inputFields(schema), [schema])
  const isText = isTextSchema(schema)
  const written0 = fields || given === undefined || given === null ? '' : isText && typeof given === 'string' ? given : JSON.stringify(given, null, 2)
  const [values, setValues] = useState(() => inputDefaults(schema, given))
  const [written, setWritten] = useState(written0)
  const [errors, setErrors] = useState<FieldErrors>({})
  const box = useRef<HTMLDivElement>(null)
  const hold = useCallback((element: HTMLDivElement | null) => { box.current = element }, [])

  const unread = () => (isText || written.trim() === '' ? undefined : readJson(written).problem)
  const problems = (): FieldErrors => {
    const problem = unread()
    return fields ? checkForm(fields, values, NO_FILES) : problem ? { [WHOLE]: problem } : {}
  }
  const show = (found: FieldErrors, focus: boolean) => {
    setErrors(found)
    const first = [...(fields?.map((field) => field.name) ?? []), WHOLE].find((name) => found[name])
    if (first && focus) box.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"] :is(input, textarea, select)`)?.focus()
    return first === undefined
  }
  const changed = (name: string) => {
    onChange?.()
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([field]) => field !== name)))
  }
  return {
    fields, isText, values, written, errors, hold,
    optional: schema === undefined || schema === true,
    change: (name, value) => {
      changed(name)
      setValues((now) => ({ ...now, [name]: value }))
    },
    write: (text) => {
      changed(WHOLE)
      setWritten(text)
    },
    leave: (name) => {
      const field = fields?.find((candidate) => candidate.name === name)
      const problem = field ? (values[name] === '' ? undefined : checkField(field, values, NO_FILES)) : unread()
      if (problem) setErrors((now) => ({ ...now, [name]: problem }))
    },
    value: () => (fields ? toIntent(fields, values) : isText ? written : written.trim() === '' ? undefined : readJson(written).value),
    sound: () => Object.keys(problems()).length === 0,
    check: (focus = true) => show(problems(), focus),
    place: (told) => {
      const { byField, rest } = placeErrors(told, fields ?? [])
      const whole = !fields && rest.length > 0
      show(whole ? { [WHOLE]: rest.join(' ') } : byField, true)
      return whole ? [] : rest
    },
    clear: () => {
      setValues(inputDefaults(schema, given))
      setWritten(written0)
      setErrors({})
    },
  }
}

/** The fields of such a form. `label` names the whole where it has no fields of its own. */
export function SchemaFields({ form, label, help }: { form: SchemaForm; label: string; help?: string }) {
  const { fields, isText, values, written, errors, optional, hold } = form
  return (
    <div ref={hold} className="grid gap-5">
      {fields?.map((field) => (
        <IntakeField
          key={field.name}
          field={field}
          value={values[field.name]}
          files={NO_FILES}
          error={errors[field.name]}
          onChange={(value) => form.change(field.name, value)}
          onFiles={() => undefined}
          onLeave={() => form.leave(field.name)}
        />
      ))}
      {!fields && (
        <div data-field={WHOLE}>
          <Field label={label} optional={optional} help={isText ? undefined : (help ?? 'JSON, as the plan’s schema wants it.')} error={errors[WHOLE]}>
            {(control) => isText
              ? <Input controlSize="lg" autoComplete="off" value={written} onChange={(event) => form.write(event.target.value)} {...control} />
              : <Textarea rows={6} spellCheck={false} className="font-mono text-xs" value={written} onChange={(event) => form.write(event.target.value)} onBlur={() => form.leave(WHOLE)} {...control} />}
          </Field>
        </div>
      )}
    </div>
  )
}
