// What may stand at a place, according to a JSON Schema.
import type { Json } from '@/api/types'
import type { YamlContext } from './yaml-context'

export interface Suggestion {
  label: string
  kind: 'key' | 'value'
  detail?: string
}

type Schema = Record<string, Json>

const isSchema = (value: Json | undefined): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

export function suggestions(root: Json, context: YamlContext): Suggestion[] {
  if (!isSchema(root)) return []
  let here = variants(root, root)
  for (const step of context.path) here = here.flatMap((schema) => child(root, schema, step))
  if (context.place.kind === 'key') {
    const found = new Map<string, Suggestion>()
    for (const schema of here) {
      for (const [label, property] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
        if (!found.has(label)) found.set(label, { label, kind: 'key', detail: describe(root, property) })
      }
    }
    return [...found.values()]
  }
  const key = context.place.key
  const values = new Map<string, Suggestion>()
  for (const schema of here.flatMap((parent) => child(root, parent, key))) {
    const offered = [...(Array.isArray(schema.enum) ? schema.enum : []), ...('const' in schema ? [schema.const] : []), ...(schema.type === 'boolean' ? [true, false] : [])]
    for (const value of offered) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.set(String(value), { label: String(value), kind: 'value', detail: describe(root, schema) })
    }
  }
  return [...values.values()]
}

/** A schema with its references followed and its alternatives laid out. */
function variants(root: Schema, schema: Json | undefined, depth = 0): Schema[] {
  if (!isSchema(schema) || depth > 12) return []
  const more = [
    ...(typeof schema.$ref === 'string' ? [resolve(root, schema.$ref)] : []),
    ...['anyOf', 'oneOf', 'allOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : [])),
  ]
  return [schema, ...more.flatMap((option) => variants(root, option, depth + 1))]
}

function child(root: Schema, schema: Schema, step: string): Schema[] {
  if (step === '*') return variants(root, schema.items)
  const properties = isSchema(schema.properties) ? schema.properties : {}
  return variants(root, properties[step] ?? schema.additionalProperties)
}

function resolve(root: Schema, reference: string): Json | undefined {
  let at: Json | undefined = root
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    at = isSchema(at) ? at[part.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined
  }
  return at
}

const describe = (root: Schema, schema: Json | undefined) =>
  variants(root, schema).map((option) => option.description).find((text) => typeof text === 'string')
