import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './paced'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Reads that take so many milliseconds, and when each began. */
function reads(takesMs: number) {
  const began: number[] = []
  const from = performance.now()
  const reading = paced(() => {
    began.push(performance.now() - from)
    return new Promise((resolve) => setTimeout(resolve, takesMs))
  }, 300)
  return { began, reading }
}

test('however often it is wanted, it is read once a moment later', async () => {
  const { began, reading } = reads(10)
  for (let time = 0; time < 20; time++) reading.wanted()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(began).toEqual([300])
})

test('what is wanted while it is read is read once more, and the longer reading takes the longer it rests', async () => {
  const { began, reading } = reads(1_000)
  reading.wanted()
  await vi.advanceTimersByTimeAsync(400)
  reading.wanted()
  reading.wanted()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(began).toEqual([300, 300 + 1_000 + 4_000])
})

test('nothing is read after it was stopped', async () => {
  const { began, reading } = reads(1_000)
  reading.wanted()
  await vi.advanceTimersByTimeAsync(500)
  reading.wanted()
  reading.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(began).toEqual([300])
})
