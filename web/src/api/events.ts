// What happens in a run, as it happens: server-sent events over fetch (EventSource cannot send a token), resumed where they broke off.
import { createParser } from 'eventsource-parser'
import { ApiError, path, send } from './http'
import type { JournalEntry, RunEvent } from './types'

const TERMINAL = new Set(['run_completed', 'run_failed', 'run_cancelled'])
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000
const NOTHING_MORE = 204

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused'

export interface FollowOptions<E = RunEvent> {
  /** Events up to this journal number are known already. */
  after?: number
  onEvent: (event: E) => void
  onConnection: (state: Connection) => void
  signal: AbortSignal
  open?: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Follows the run of a workflow until its last event, a refusal, or the signal. */
export const followRun = (runId: string, options: FollowOptions) =>
  follow(path`/runs/${runId}/events`, (event: RunEvent) => TERMINAL.has(event.type), options)

/** Follows the journal of a run of a flow in the same way. */
export const followFlowRun = (runId: string, options: FollowOptions<JournalEntry>) =>
  follow(path`/flow-runs/${runId}/events`, (event: JournalEntry) => TERMINAL.has(event.entry.entry), options)

async function follow<E extends { seq: number }>(address: string, isLast: (event: E) => boolean, options: FollowOptions<E>): Promise<void> {
  const { onEvent, onConnection, signal } = options
  const wait = options.wait ?? sleep
  const open = options.open ?? ((last, abort) =>
    send(address, { signal: abort, headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) } }))
  let last = options.after === undefined ? undefined : String(options.after)
  let delay = FIRST_DELAY_MS
  // A function, because the signal changes while we wait.
  const stopped = () => signal.aborted
  onConnection('connecting')
  while (!stopped()) {
    try {
      const response = await open(last, signal)
      // Everything was told before.
      if (response.status === NOTHING_MORE) {
        onConnection('ended')
        return
      }
      onConnection('live')
      const final = await readEvents<E>(response, (id, event) => {
        delay = FIRST_DELAY_MS
        last = id ?? String(event.seq)
        onEvent(event)
      })
      if (final && isLast(final)) {
        onConnection('ended')
        return
      }
    } catch (cause) {
      if (cause instanceof ApiError && cause.status >= 400 && cause.status < 500 && cause.status !== 429) {
        onConnection('refused')
        return
      }
    }
    if (stopped()) return
    onConnection('reconnecting')
    await wait(delay, signal)
    delay = Math.min(delay * 2, LONGEST_DELAY_MS)
  }
}

/** Reads a stream of events to its end, and hands back the last of them. */
export async function readEvents<E>(response: Response, onEvent: (id: string | undefined, event: E) => void): Promise<E | undefined> {
  if (!response.body) return undefined
  let latest: E | undefined
  const parser = createParser({
    onEvent: (message) => {
      latest = JSON.parse(message.data) as E
      onEvent(message.id, latest)
    },
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return latest
    parser.feed(value)
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}
