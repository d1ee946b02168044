// Two texts side by side. Pure; the view is `diff-view.tsx`.
import { diffLines, diffWordsWithSpace } from 'diff'

export interface Piece {
  text: string
  changed: boolean
}
export interface Side {
  line: number
  pieces: Piece[]
}
export type DiffRow = { kind: 'same' | 'changed'; left: Side | null; right: Side | null } | { kind: 'skipped'; lines: number; from: number }

const KEPT_AROUND = 3
const WORDWISE_CHARS = 2000
const PATIENCE_MS = 1500

/** Rows of equal and differing lines, long equal stretches folded; null where the texts are too far apart to be aligned in reasonable time. */
export function diffRows(before: string, after: string, fold = true): DiffRow[] | null {
  // A missing newline at the end of one text is not a difference worth a line.
  const parts = diffLines(ended(before), ended(after), { timeout: PATIENCE_MS })
  if (!parts) return null
  const rows: DiffRow[] = []
  let left = 1
  let right = 1
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]
    if (!part) continue
    const lines = linesOf(part.value)
    if (!part.added && !part.removed) {
      for (const text of lines) rows.push({ kind: 'same', left: plain(left++, text), right: plain(right++, text) })
      continue
    }
    // A removal with an addition after it is a change: its lines stand opposite each other.
    const next = parts[index + 1]
    const paired = part.removed && next?.added ? next : undefined
    const removed = part.removed ? lines : []
    const added = paired ? linesOf(paired.value) : part.added ? lines : []
    for (let line = 0; line < Math.max(removed.length, added.length); line++) {
      const [from, to] = wordwise(removed[line], added[line])
      rows.push({ kind: 'changed', left: from && { line: left++, pieces: from }, right: to && { line: right++, pieces: to } })
    }
    if (paired) index++
  }
  return fold ? folded(rows) : rows
}

const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
const linesOf = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
const plain = (line: number, text: string): Side => ({ line, pieces: [{ text, changed: false }] })

function wordwise(before: string | undefined, after: string | undefined): [Piece[] | null, Piece[] | null] {
  if (before === undefined) return [null, after === undefined ? null : [{ text: after, changed: true }]]
  if (after === undefined) return [[{ text: before, changed: true }], null]
  if (before.length + after.length > WORDWISE_CHARS) return [[{ text: before, changed: true }], [{ text: after, changed: true }]]
  const parts = diffWordsWithSpace(before, after)
  const side = (other: 'added' | 'removed') => parts.filter((part) => !part[other]).map((part) => ({ text: part.value, changed: part.added || part.removed }))
  return [side('added'), side('removed')]
}

function folded(rows: DiffRow[]): DiffRow[] {
  const kept: DiffRow[] = []
  let index = 0
  while (index < rows.length) {
    let end = index
    while (end < rows.length && rows[end]?.kind === 'same') end++
    const length = end - index
    const head = index === 0 ? 0 : KEPT_AROUND
    const tail = end === rows.length ? 0 : KEPT_AROUND
    if (length > head + tail + 1) {
      kept.push(...rows.slice(index, index + head), { kind: 'skipped', lines: length - head - tail, from: index + head }, ...rows.slice(end - tail, end))
    } else kept.push(...rows.slice(index, end))
    if (end < rows.length) {
      const changed = rows[end]
      if (changed) kept.push(changed)
      end++
    }
    index = end
  }
  return kept
}
