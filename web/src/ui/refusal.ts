// What the server refused, and where on a form it belongs.
import { ApiError } from '@/api/http'

export interface Refusal {
  text: string
  /** Stays the same whatever the words are. */
  code?: string
}

/** What went wrong in words a person can act on. */
export function errorText(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'Something went wrong.'
}

export const refusalOf = (error: unknown): Refusal => ({ text: errorText(error), code: error instanceof ApiError ? error.code : undefined })

/**
 * Puts a refusal at the fields it speaks of, by the paths of its errors or by its code; what speaks of none is left for above the button.
 */
export function placeRefusal<F extends string>(error: unknown, fields: readonly F[], codes: Record<string, F> = {}): { at: Partial<Record<F, string>>; rest: Refusal | undefined } {
  if (!error) return { at: {}, rest: undefined }
  const whole = refusalOf(error)
  const byCode = whole.code === undefined ? undefined : codes[whole.code]
  if (byCode !== undefined) return { at: { [byCode]: whole.text } as Partial<Record<F, string>>, rest: undefined }
  const at: Partial<Record<F, string>> = {}
  const rest: string[] = []
  for (const { path, message } of error instanceof ApiError ? error.errors : []) {
    const field = fields.find((name) => name === path.replace(/^[#/.]+/, '').split(/[/.[]/)[0])
    if (field === undefined) rest.push(message)
    else at[field] = at[field] ? `${at[field]} ${message}` : message
  }
  if (Object.keys(at).length === 0) return { at, rest: whole }
  return { at, rest: rest.length > 0 ? { ...whole, text: rest.join(' ') } : undefined }
}
