import { describe, expect, test } from 'vitest'
import { charOffsets, markedLines } from './highlight'

const bytes = (text: string) => new TextEncoder().encode(text).length

describe('byte offsets', () => {
  test.each(['plain', 'þorn and ēa', '語の歴史', 'a𝔊b'])('in %j are found in the string', (text) => {
    for (let index = 0; index <= text.length; index++) {
      // Not inside a surrogate pair: no byte offset points there.
      if (/^[\uDC00-\uDFFF]/.test(text.slice(index))) continue
      expect(charOffsets(text, [bytes(text.slice(0, index))])).toEqual([index])
    }
  })
  test('past the end are the end', () => expect(charOffsets('ab', [99])).toEqual([2]))
})

describe('marked lines', () => {
  const text = 'one\ntwo þree\nfour\nfive\nsix'
  test('show the span and the lines around it', () => {
    const start = bytes('one\ntwo ')
    expect(markedLines(text, [{ start, end: start + bytes('þree') }], 1)).toEqual([
      { number: 1, parts: [{ text: 'one', marked: false }] },
      { number: 2, parts: [{ text: 'two ', marked: false }, { text: 'þree', marked: true }] },
      { number: 3, parts: [{ text: 'four', marked: false }] },
    ])
  })
  test('follow a span over several lines', () => {
    const lines = markedLines('ab\ncd', [{ start: 1, end: 4 }], 0)
    expect(lines.map((line) => line.parts)).toEqual([[{ text: 'a', marked: false }, { text: 'b', marked: true }], [{ text: 'c', marked: true }, { text: 'd', marked: false }]])
  })
  test('keep overlapping spans apart without repeating text', () => {
    const [line] = markedLines('abcdef', [{ start: 1, end: 4 }, { start: 2, end: 5 }], 0)
    expect(line?.parts.map((part) => part.text).join('')).toBe('abcdef')
  })
  test('leave out what is far from every span', () => {
    expect(markedLines(text, [{ start: 0, end: 3 }, { start: bytes(text) - 3, end: bytes(text) }], 0).map((line) => line.number)).toEqual([1, 5])
  })
})
