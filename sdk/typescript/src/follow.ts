// Following a run's journal, across connections that break.
import { GatewrightError } from './errors.js'
import type { RunEvent } from './model.js'
import { StreamReader } from './stream.js'
import { delayAfter, onAbort, pause } from './time.js'
import type { Transport } from './transport.js'

/** The server sends something every 15 seconds; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 45_000
/** A connection that lasted so long was a good one. */
const GOOD_MS = 10_000
const ENDINGS = new Set(['run_completed', 'run_failed', 'run_cancelled', 'run_continued'])
/** The code where something in between lets no stream through. */
export const NO_STREAM = 'NOT_A_STREAM'

export interface Following {
  /** Only what comes behind this `seq`. */
  after?: number
  signal?: AbortSignal | undefined
}

/** The entries of a run, each once and in order, until the run ends. */
export async function* follow(transport: Transport, runId: string, { after = 0, signal }: Following): AsyncGenerator<RunEvent> {
  let last = after
  let failures = 0
  for (;;) {
    const begun = Date.now()
    try {
      for await (const event of connection(transport, runId, last, signal)) {
        if (event === null) return
        failures = 0
        // A stream that begins further back than it was asked to repeats itself.
        if (event.seq <= last) continue
        last = event.seq
        yield event
        if (ENDINGS.has(event.entry.entry)) return
      }
      // Streams end when a token does, and when the server stops.
    } catch (error) {
      if (signal?.aborted || !(error instanceof GatewrightError) || !error.temporary || error.code === NO_STREAM) throw error
    }
    failures = Date.now() - begun > GOOD_MS ? 1 : failures + 1
    await pause(delayAfter(failures), signal)
  }
}

/** One connection; `null` says that nothing more will come. */
async function* connection(transport: Transport, runId: string, last: number, signal: AbortSignal | undefined): AsyncGenerator<RunEvent | null> {
  const stop = new AbortController()
  const release = onAbort(signal, (reason) => stop.abort(reason))
  let heard = false
  const silence = setTimeout(() => {
    stop.abort(new GatewrightError(heard ? 'NO_ANSWER' : NO_STREAM, 0, `the events of run ${runId} are silent; does a proxy hold them back?`))
  }, SILENCE_MS)
  try {
    const headers = { accept: 'text/event-stream', ...(last > 0 ? { 'last-event-id': String(last) } : {}) }
    const answer = await transport.stream(`/flow-runs/${encodeURIComponent(runId)}/events`, { headers, signal: stop.signal })
    if (answer.status === 204) {
      yield null
      return
    }
    if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new GatewrightError(NO_STREAM, 0, `the events of run ${runId} came as ${answer.headers.get('content-type')}`)
    }
    const reader = new StreamReader()
    const decoder = new TextDecoder()
    for await (const bytes of answer.body) {
      heard = true
      silence.refresh()
      for (const event of reader.read(decoder.decode(bytes as Uint8Array, { stream: true }))) {
        if (event.event === 'entry') yield JSON.parse(event.data) as RunEvent
      }
    }
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    if (error instanceof GatewrightError) throw error
    throw new GatewrightError('UNREACHABLE', 0, `the events of run ${runId} broke off: ${String(error)}`, [], { cause: error })
  } finally {
    clearTimeout(silence)
    release()
    // Whoever stopped reading needs no more bytes.
    stop.abort()
  }
}
