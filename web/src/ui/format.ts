// How values are written. Unknown is never zero.

export const UNKNOWN = '–'

/** Dollars. Small amounts keep two significant digits, so that a fraction of a cent is not shown as nothing. */
export function usd(amount: number | null | undefined, fixed?: number): string {
  if (amount === null || amount === undefined) return UNKNOWN
  if (amount === 0) return '$0.00'
  const size = Math.abs(amount)
  const digits = fixed ?? (size >= 1 ? 2 : size >= 0.01 ? 3 : Math.min(8, 1 - Math.floor(Math.log10(size))))
  return `${amount < 0 ? '−' : ''}$${size.toFixed(digits)}`
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : value.toLocaleString('en-US')
}

/** Tokens and the like: 950, 12.4k, 3.1M. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN
  if (value < 1000) return String(value)
  if (value < 999_500) return `${trim(value / 1000)}k`
  return `${trim(value / 1_000_000)}M`
}

const trim = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ''))

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`
  if (size < 1024 * 1024) return `${trim(size / 1024)} KB`
  if (size < 1024 ** 3) return `${trim(size / 1024 ** 2)} MB`
  return `${trim(size / 1024 ** 3)} GB`
}

export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 59.5) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${(whole % 60).toString().padStart(2, '0')} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${(minutes % 60).toString().padStart(2, '0')} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' })
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [['second', 60], ['minute', 60], ['hour', 24], ['day', 7], ['week', 4.35], ['month', 12], ['year', Infinity]]

export function ago(at: string | Date, now = Date.now()): string {
  let value = (new Date(at).getTime() - now) / 1000
  if (Math.abs(value) < 5) return 'just now'
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return relative.format(Math.round(value), unit)
    value /= size
  }
  return exact(at)
}

export function exact(at: string | Date): string {
  return new Date(at).toLocaleString('en-GB', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** The time of day to the millisecond, for what happens close together. */
export function clock(at: string | Date): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })
}

export function day(at: string | Date): string {
  return new Date(at).toLocaleDateString('en-GB', { year: 'numeric', month: 'short', day: 'numeric' })
}

/** `visual-essay` → `Visual essay`. */
export function words(slug: string): string {
  const text = slug.replace(/[-_]+/g, ' ').trim()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `12min` → `12 min`, `3-5 min` → `3–5 min`: how definitions write times, set for readers. */
export function times(text: string): string {
  return text.replace(/(\d)-(\d)/g, '$1–$2').replace(/(\d)(min|h|s)\b/g, '$1 $2')
}

const FORMATS: Record<string, string> = { html: 'web page', markdown: 'Markdown', pdf: 'PDF', svg: 'picture (SVG)', json: 'data (JSON)' }

/** File formats as somebody says them who does not care for file names. */
export function formats(list: string[]): string {
  const text = list.map((format) => FORMATS[format] ?? format.toUpperCase()).join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}
