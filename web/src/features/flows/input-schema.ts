// From the JSON Schema of a plan's input to a form, where a form can say it.
import type { Json } from '@/api/types'
import type { FormField, FormValues } from '@/features/intake/fields'
import { words } from '@/ui/format'

type Schema = Record<string, Json>

const isSchema = (value: Json | undefined): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What would change the meaning of the properties beside it; a form shows only the properties. */
const BEYOND = ['$ref', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'patternProperties', 'dependentSchemas', 'dependentRequired']
/** From this length on a text gets a box of several lines, as in the forms of workflows. */
const ONE_LINE = 120

/** The fields of a flat object of texts, numbers, truth values and lists of texts; null where the input is anything else. */
export function inputFields(schema: Json | undefined): FormField[] | null {
  if (!isSchema(schema) || schema.type !== 'object' || BEYOND.some((key) => key in schema) || !isSchema(schema.properties)) return null
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries(schema.properties).map(([name, property]) => inputField(name, property, required.includes(name)))
  return fields.every((field) => field !== null) ? fields : null
}

function inputField(name: string, schema: Json, required: boolean): FormField | null {
  if (!isSchema(schema) || BEYOND.some((key) => key in schema) || 'const' in schema) return null
  const shared = { name, label: words(typeof schema.title === 'string' ? schema.title : name), help: typeof schema.description === 'string' ? schema.description : null, required }
  if (Array.isArray(schema.enum)) {
    const options = (schema.enum).filter((option): option is string => typeof option === 'string')
    return options.length === schema.enum.length ? { ...shared, kind: 'choice', options } : null
  }
  switch (schema.type) {
    case 'string': {
      const maxLength = typeof schema.maxLength === 'number' ? schema.maxLength : null
      return { ...shared, kind: 'text', long: (maxLength ?? 0) > ONE_LINE, maxLength }
    }
    case 'integer':
      return { ...shared, kind: 'number' }
    case 'number':
      return { ...shared, kind: 'number', fraction: true }
    case 'boolean':
      return { ...shared, kind: 'toggle' }
    case 'array':
      return isSchema(schema.items) && schema.items.type === 'string' && !BEYOND.some((key) => isSchema(schema.items) && key in schema.items) ? { ...shared, kind: 'lines' } : null
    default:
      return null
  }
}

/** What the form begins with: what is given, else the defaults of the schema. */
export function inputDefaults(schema: Json | undefined, given?: Json): FormValues {
  const properties = isSchema(schema) && isSchema(schema.properties) ? schema.properties : {}
  return Object.fromEntries(Object.entries(properties).map(([name, property]): [string, string | boolean] => {
    const value = isSchema(given) && name in given ? given[name] : isSchema(property) ? property.default : undefined
    if (isSchema(property) && property.type === 'boolean') return [name, value === true]
    if (Array.isArray(value)) return [name, value.filter((line) => typeof line === 'string').join('\n')]
    return [name, typeof value === 'string' || typeof value === 'number' ? String(value) : '']
  }))
}

/** Whether a schema takes nothing but a text. */
export const isTextSchema = (schema: Json | undefined): boolean => isSchema(schema) && schema.type === 'string'

/** A text that should be JSON. */
export function readJson(text: string): { value: Json; problem: undefined } | { value: undefined; problem: string } {
  try {
    return { value: JSON.parse(text) as Json, problem: undefined }
  } catch (error) {
    return { value: undefined, problem: `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` }
  }
}
