import { describe, expect, test } from 'vitest'
import { followFlowRun, followRun } from './events'
import type { Connection } from './events'
import { ApiError } from './http'
import type { RunEvent } from './types'

const line = (seq: number, type: string) => `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ seq, type, at: '', gates_passed: 0, total_gates: 1, total_cost_usd: null })}\n\n`
const stream = (...parts: string[]) =>
  new Response(new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
      controller.close()
    },
  }))

/** Answers each opening with the next of the given streams, and notes what was asked for. */
async function follow(answers: (() => Response)[], after?: number) {
  const asked: (string | undefined)[] = []
  const waits: number[] = []
  const states: Connection[] = []
  const events: RunEvent[] = []
  const abort = new AbortController()
  await followRun('r', {
    after,
    signal: abort.signal,
    onEvent: (event) => events.push(event),
    onConnection: (state) => states.push(state),
    open: (last) => {
      asked.push(last)
      const answer = answers.shift()
      if (!answer) abort.abort()
      return Promise.resolve(answer ? answer() : stream())
    },
    wait: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
  })
  return { asked, waits, states, seqs: events.map((event) => event.seq) }
}

describe('following a run', () => {
  test('reads events to the last one and stops', async () => {
    const { seqs, states, asked } = await follow([() => stream(': hello\n\n', line(1, 'run_started'), line(2, 'run_completed'))])
    expect([seqs, asked]).toEqual([[1, 2], [undefined]])
    expect(states).toEqual(['connecting', 'live', 'ended'])
  })

  test('goes on where the connection broke, also when it broke inside an event', async () => {
    const whole = line(2, 'gate_started')
    const { seqs, asked, states } = await follow([() => stream(line(1, 'run_started'), whole.slice(0, 20)), () => stream(whole, line(3, 'run_failed'))])
    expect([seqs, asked]).toEqual([[1, 2, 3], [undefined, '1']])
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live', 'ended'])
  })

  test('begins after what is known already', async () => {
    expect((await follow([() => stream(line(8, 'run_cancelled'))], 7)).asked).toEqual(['7'])
  })

  test('waits longer each time nothing comes, and starts over once something does', async () => {
    const refused = () => { throw new ApiError({ status: 503, code: 'BUSY', title: '', detail: '' }) }
    const { waits } = await follow([refused, refused, () => stream(line(1, 'run_started')), () => stream(line(2, 'run_completed'))])
    expect(waits).toEqual([500, 1000, 500])
  })

  test('does not insist where it may not', async () => {
    const { states, waits } = await follow([() => { throw new ApiError({ status: 404, code: 'UNKNOWN_RUN', title: '', detail: '' }) }])
    expect([states, waits]).toEqual([['connecting', 'refused'], []])
  })

  test('ends where the server says that nothing more will come', async () => {
    const { states, asked } = await follow([() => stream(line(1, 'run_started')), () => new Response(null, { status: 204 })])
    expect([states.at(-1), asked]).toEqual(['ended', [undefined, '1']])
  })
})

test('the journal of a flow is followed to the entry that ends it', async () => {
  const told = (seq: number, entry: string) => `id: ${seq}\nevent: entry\ndata: ${JSON.stringify({ seq, at: '', entry: { entry } })}\n\n`
  const kinds: string[] = []
  const states: Connection[] = []
  await followFlowRun('r', {
    signal: new AbortController().signal,
    onEvent: ({ entry }) => kinds.push(entry.entry),
    onConnection: (state) => states.push(state),
    open: () => Promise.resolve(stream(told(1, 'run_started'), told(2, 'run_cancelled'))),
  })
  expect([kinds, states]).toEqual([['run_started', 'run_cancelled'], ['connecting', 'live', 'ended']])
})
