import { describe, expect, test } from 'vitest'
import { diffRows } from './diff'

const text = (side: { pieces: { text: string }[] } | null) => side && side.pieces.map((piece) => piece.text).join('')
const changed = (side: { pieces: { text: string; changed: boolean }[] } | null) => side?.pieces.filter((piece) => piece.changed).map((piece) => piece.text)

describe('two texts side by side', () => {
  test('a changed line stands opposite its new form, with the words that differ', () => {
    const [row] = diffRows('the old word\n', 'the new word\n') ?? []
    expect(row).toMatchObject({ kind: 'changed', left: { line: 1 }, right: { line: 1 } })
    if (row?.kind !== 'changed') throw new Error('not a change')
    expect([changed(row.left), changed(row.right)]).toEqual([['old'], ['new']])
  })

  test('an added line has nothing opposite, and numbers go on from it', () => {
    const rows = diffRows('a\nc\n', 'a\nb\nc\n') ?? []
    expect(rows.map((row) => row.kind !== 'skipped' && [row.left?.line ?? null, row.right?.line ?? null])).toEqual([[1, 1], [null, 2], [2, 3]])
  })

  test('long equal stretches are folded, with three lines kept beside a change', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`)
    const rows = diffRows(lines.join('\n'), [...lines.slice(0, 20), 'new', ...lines.slice(20)].join('\n')) ?? []
    expect(rows.map((row) => (row.kind === 'skipped' ? row.lines : row.kind))).toEqual([17, 'same', 'same', 'same', 'changed', 'same', 'same', 'same', 17])
  })

  test('both sides read in full give back the texts', () => {
    const before = 'alpha\nbeta\ngamma\ndelta'
    const after = 'alpha\nBETA beta\ndelta\nepsilon'
    const rows = diffRows(before, after, false) ?? []
    const side = (which: 'left' | 'right') => rows.flatMap((row) => (row.kind !== 'skipped' && row[which] ? [text(row[which])] : [])).join('\n')
    expect([side('left'), side('right')]).toEqual([before, after])
  })

  test('equal texts fold to one row', () => {
    const same = Array.from({ length: 9 }, (_, index) => String(index)).join('\n')
    expect(diffRows(same, same)).toEqual([{ kind: 'skipped', lines: 9, from: 0 }])
  })
})
