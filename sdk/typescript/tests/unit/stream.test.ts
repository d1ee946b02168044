// Reading server-sent events.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StreamReader } from '../../src/stream.js'

const TEXT = ': a comment\n\nid: 1\nevent: entry\ndata: {"a":\ndata: 1}\n\n\ndata:bare\r\n\r\nid\nevent: other\rdata: x\r\rdata: cut off'
const EVENTS = [
  { id: '1', event: 'entry', data: '{"a":\n1}' },
  { id: '1', event: 'message', data: 'bare' },
  { id: '', event: 'other', data: 'x' },
]

test('a text gives the same events wherever it is cut in two', () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const reader = new StreamReader()
    assert.deepEqual([...reader.read(TEXT.slice(0, cut)), ...reader.read(TEXT.slice(cut))], EVENTS, `cut at ${cut}`)
  }
})

test('a text gives the same events character by character', () => {
  const reader = new StreamReader()
  assert.deepEqual([...TEXT].flatMap((character) => reader.read(character)), EVENTS)
})
