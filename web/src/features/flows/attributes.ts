// Attributes as people write them: `name=value`, each on a line of its own.
import type { FlowRunFilter } from '@/api/queries'
import type { Attributes } from '@/api/types'
import type { FlowRunsSearch } from '@/app/search'

type Value = Attributes[string]

/** `7` and `true` are what they look like; whoever means the text writes `"7"`. */
function valueOf(text: string): Value {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : text
  } catch {
    return text
  }
}

/** One attribute; undefined where it is none yet. */
export function parseAttribute(text: string): Attributes | undefined {
  const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(text) ?? []
  return name === undefined || value === undefined || value === '' ? undefined : { [name]: valueOf(value) }
}

/** Several; `wrong` is the first line that is none. */
export function parseAttributes(text: string): { attributes: Attributes; wrong: string | undefined } {
  const attributes: Attributes = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const one = parseAttribute(line)
    if (!one) return { attributes, wrong: line.trim() }
    Object.assign(attributes, one)
  }
  return { attributes, wrong: undefined }
}

/** As it would be written: what `parseAttribute` reads back as the same. */
export const writeAttribute = (name: string, value: Value): string =>
  `${name}=${typeof value === 'string' && valueOf(value) === value && value.trim() === value ? value : JSON.stringify(value)}`

/** What an address asks of the list of runs. An attribute that is none yet asks for nothing. */
export const flowRunFilter = ({ attribute, ...rest }: FlowRunsSearch): FlowRunFilter => ({ ...rest, attributes: attribute === undefined ? undefined : parseAttribute(attribute) })
