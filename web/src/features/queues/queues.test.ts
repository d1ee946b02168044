import { expect, test } from 'vitest'
import { healthLook, itemWords, mayRemove, mayRetry, roomWords } from './queues'

test('a queue that is closed is neither full nor free', () => {
  expect([healthLook({ health: 'critical', closed_at: '2026-05-01T00:00:00Z' }).word, healthLook({ health: 'critical', closed_at: null }).word, healthLook({ health: 'warning', closed_at: null }).word, healthLook({ health: 'healthy', closed_at: null }).word]).toEqual(['Closed', 'Full', 'Nearly full', 'Healthy'])
})
test('how much room there is says all that binds', () => {
  const queue = { pending: 3, processing: 1, max_size: 5, waiting_steps: 1, deduplicate: true, priority: 'lifo' as const }
  expect(roomWords(queue)).toBe('4 of 5 places taken · last come, first taken · equal items once · 1 step waits for items')
  expect(roomWords({ ...queue, max_size: null, waiting_steps: 0, deduplicate: false })).toBe('4 unfinished items, room for any number · last come, first taken')
})
test('an item stands in one line: a large one by its size, and null as what it is', () => {
  expect([itemWords({ payload: { a: 1 }, size_bytes: 7 }), itemWords({ payload: 'text', size_bytes: 6 }), itemWords({ payload: null, size_bytes: 4 }), itemWords({ payload: null, size_bytes: 5_000 })]).toEqual(['{"a":1}', 'text', 'null', '4.9 KB of JSON'])
})
test('only what failed can wait again, and what a step works on is not taken from it', () => {
  const all = (['pending', 'processing', 'completed', 'failed'] as const).map((status) => ({ status }))
  expect([all.map(mayRetry), all.map(mayRemove)]).toEqual([[false, false, false, true], [true, false, true, true]])
})
