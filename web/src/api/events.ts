// The live events of a run: server-sent events over fetch (EventSource cannot send a token), resumed where they broke off.
import { createParser } from 'eventsource-parser'
import { ApiError, path, send } from './http'
import type { RunEvent } from './types'

const TERMINAL = new Set(['run_completed', 'run_failed', 'run_cancelled'])
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused'

export interface FollowOptions {
  /** Events up to this journal number are known already. */
  after?: number
  onEvent: (event: RunEvent) => void
  onConnection: (state: Connection) => void
  signal: AbortSignal
  open?: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Follows a run until its last event, a refusal, or the signal. */
export async function followRun(runId: string, options: FollowOptions): Promise<void> {
  const { onEvent, onConnection, signal } = options
  const wait = options.wait ?? sleep
  const open = options.open ?? ((last, abort) =>
    send(path`/runs/${runId}/events`, { signal: abort, headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) } }))
  let last = options.after === undefined ? undefined : String(options.after)
  let delay = FIRST_DELAY_MS
  // A function, because the signal changes while we wait.
  const stopped = () => signal.aborted
  onConnection('connecting')
  while (!stopped()) {
    try {
      const response = await open(last, signal)
      onConnection('live')
      const final = await readEvents(response, (id, event) => {
        delay = FIRST_DELAY_MS
        last = id ?? String(event.seq)
        onEvent(event)
      })
      if (final && TERMINAL.has(final.type)) {
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
export async function readEvents(response: Response, onEvent: (id: string | undefined, event: RunEvent) => void): Promise<RunEvent | undefined> {
  if (!response.body) return undefined
  let latest: RunEvent | undefined
  const parser = createParser({
    onEvent: (message) => {
      latest = JSON.parse(message.data) as RunEvent
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
