// Evidence points at bytes of a file; a browser shows UTF-16. From spans to marked lines.

export interface Span {
  start: number
  end: number
}

export interface Part {
  text: string
  marked: boolean
}

export interface Line {
  number: number
  parts: Part[]
}

/** Byte offsets (sorted) in the UTF-8 form of a text, as offsets in the string. Past the end is the end. */
export function charOffsets(text: string, offsets: number[]): number[] {
  const found: number[] = []
  let byte = 0
  let char = 0
  for (const offset of offsets) {
    while (byte < offset && char < text.length) {
      const code = text.codePointAt(char) ?? 0
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
      char += code < 0x10000 ? 1 : 2
    }
    found.push(char)
  }
  return found
}

/** The lines around the spans, cut into marked and unmarked parts. Lines that are left out between two groups are a gap in the numbers. */
export function markedLines(text: string, spans: Span[], context: number): Line[] {
  const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort((a, b) => a - b)
  const chars = charOffsets(text, edges)
  const toChar = new Map(edges.map((edge, index) => [edge, chars[index] ?? text.length]))
  const marks = spans
    .map((span): [number, number] => [toChar.get(span.start) ?? 0, toChar.get(span.end) ?? 0])
    .sort((a, b) => a[0] - b[0])
  const lines = text.split('\n')
  const starts: number[] = []
  let position = 0
  for (const line of lines) {
    starts.push(position)
    position += line.length + 1
  }
  const wanted = new Set<number>()
  for (const [from, to] of marks) {
    const first = lineAt(starts, from)
    const last = lineAt(starts, Math.max(from, to - 1))
    for (let index = Math.max(0, first - context); index <= Math.min(lines.length - 1, last + context); index++) wanted.add(index)
  }
  return [...wanted].sort((a, b) => a - b).map((index) => ({ number: index + 1, parts: cut(lines[index] ?? '', starts[index] ?? 0, marks) }))
}

function cut(line: string, start: number, marks: [number, number][]): Part[] {
  const parts: Part[] = []
  let position = 0
  for (const [from, to] of marks) {
    const begin = Math.max(position, from - start)
    const end = Math.min(line.length, to - start)
    if (begin >= end) continue
    if (begin > position) parts.push({ text: line.slice(position, begin), marked: false })
    parts.push({ text: line.slice(begin, end), marked: true })
    position = end
  }
  if (position < line.length || parts.length === 0) parts.push({ text: line.slice(position), marked: false })
  return parts
}

/** The last line that starts at or before a position. */
function lineAt(starts: number[], position: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= position) low = middle
    else high = middle - 1
  }
  return low
}
