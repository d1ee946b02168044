// From an intent schema to a form, and back to an intent.
import type { FieldError, IntentField, Json } from '@/api/types'
import { words } from '@/ui/format'

export type FormField = {
  name: string
  label: string
  help: string | null
  required: boolean
} & (
  | { kind: 'text'; long: boolean; maxLength: number | null }
  | { kind: 'choice'; options: string[] }
  | { kind: 'number'; fraction?: true }
  | { kind: 'lines' }
  | { kind: 'toggle' }
  | { kind: 'files' }
)

export type FormValues = Record<string, string | boolean>
export type FieldErrors = Record<string, string>

/** Texts longer than this get a box of several lines. */
const ONE_LINE = 120

export function formFields(schema: IntentField[]): FormField[] {
  return schema.map((field) => {
    const shared = { name: field.field, label: words(field.field), help: field.description ?? null, required: field.required === true }
    switch (field.type) {
      case 'string':
        return { ...shared, kind: 'text', long: (field.max_length ?? 0) > ONE_LINE, maxLength: field.max_length ?? null }
      case 'enum':
        return { ...shared, kind: 'choice', options: field.options ?? [] }
      case 'integer':
        return { ...shared, kind: 'number' }
      case 'boolean':
        return { ...shared, kind: 'toggle' }
      case 'sources':
        return { ...shared, kind: 'files' }
    }
  })
}

/** What the form begins with: the values of an earlier run where given, else the defaults of the schema. */
export function initialValues(schema: IntentField[], earlier: Record<string, Json> = {}): FormValues {
  const values: FormValues = {}
  for (const field of schema) {
    if (field.type === 'sources') continue
    const value = earlier[field.field] ?? field.default
    if (field.type === 'boolean') values[field.field] = value === true
    else values[field.field] = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  return values
}

export function checkField(field: FormField, values: FormValues, files: File[]): string | undefined {
  const value = values[field.name]
  const text = typeof value === 'string' ? value.trim() : ''
  switch (field.kind) {
    case 'files':
      return field.required && files.length === 0 ? 'Add at least one document.' : undefined
    case 'toggle':
      return undefined
    case 'choice':
      if (text === '') return field.required ? 'Choose one.' : undefined
      return field.options.includes(text) ? undefined : 'Choose one of the offered values.'
    case 'number':
      if (text === '') return field.required ? 'Write a number.' : undefined
      if (field.fraction) return Number.isFinite(Number(text)) ? undefined : 'Write a number.'
      return /^[+-]?\d+$/.test(text) ? undefined : 'Write a whole number.'
    case 'lines':
      return field.required && linesOf(text).length === 0 ? 'Write at least one, each on a line of its own.' : undefined
    case 'text':
      if (text === '') return field.required ? `Write ${/^[aeiou]/i.test(field.label) ? 'an' : 'a'} ${field.label.toLowerCase()}.` : undefined
      if (field.maxLength !== null && characters(text) > field.maxLength) return `Use at most ${field.maxLength} characters; these are ${characters(text)}.`
      return undefined
  }
}

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')

/** Code points, as the server counts them. */
const characters = (text: string) => Array.from(text).length

export function checkForm(fields: FormField[], values: FormValues, files: File[]): FieldErrors {
  return Object.fromEntries(fields.flatMap((field) => {
    const error = checkField(field, values, files)
    return error ? [[field.name, error]] : []
  }))
}

/** The intent to submit. What was left empty is left out, so that the server's own default holds. */
export function toIntent(fields: FormField[], values: FormValues): Record<string, Json> {
  const intent: Record<string, Json> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (field.kind === 'files') continue
    if (field.kind === 'toggle') intent[field.name] = value === true
    else if (typeof value === 'string' && value.trim() !== '') intent[field.name] = field.kind === 'number' ? Number(value) : field.kind === 'lines' ? linesOf(value) : value.trim()
  }
  return intent
}

/** Puts each of the server's errors at the field it speaks of; what speaks of none is left for above the button. */
export function placeErrors(errors: FieldError[], fields: FormField[]): { byField: FieldErrors; rest: string[] } {
  const byField: FieldErrors = {}
  const rest: string[] = []
  for (const { path, message } of errors) {
    const name = path.replace(/^[#/.]*(?:(?:intent|input|form|payload)[/.])?/, '').split(/[/.[]/)[0] ?? ''
    if (fields.some((field) => field.name === name)) byField[name] = byField[name] ? `${byField[name]} ${message}` : message
    else rest.push(message)
  }
  return { byField, rest }
}
