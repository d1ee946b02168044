// Following a run's journal, across connections that break.
import { GatewrightError } from './errors.js'
import type { RunEvent } from './model.js'
import { StreamReader } from './stream.js'
import { delayAfter, onAbort, pause } from './time.js'
import type { Transport } from './transport.js'

/** The server sends something every 15 seconds; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 45_000
const ENDINGS = new Set(['run_completed', 'run_failed', 'run_cancelled', 'run_continued'])

export interface Following {
  /** Only what comes behind this `seq`. */
  after?: number
  signal?: AbortSignal | undefined
  /** So many connections in a row that brought nothing, and following is given up; never if not given. */
  patience?: number
}

/** The entries of a run, each once and in order, until the run ends. */
export async function* follow(transport: Transport, runId: string, { after = 0, signal, patience = Infinity }: Following): AsyncGenerator<RunEvent> {
  let last = after
  let failures = 0
  for (;;) {
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
      if (signal?.aborted || !(error instanceof GatewrightError) || !error.temporary || failures + 1 >= patience) throw error
    }
    failures++
    await pause(delayAfter(failures), signal)
  }
}

/** One connection; `null` says that nothing more will come. */
async function* connection(transport: Transport, runId: string, last: number, signal: AbortSignal | undefined): AsyncGenerator<RunEvent | null> {
  const stop = new AbortController()
  const release = onAbort(signal, (reason) => stop.abort(reason))
  const silence = setTimeout(() => stop.abort(new GatewrightError('NO_ANSWER', 0, `the events of run ${runId} went silent`)), SILENCE_MS)
  try {
    const headers = { accept: 'text/event-stream', ...(last > 0 ? { 'last-event-id': String(last) } : {}) }
    const answer = await transport.stream(`/flow-runs/${encodeURIComponent(runId)}/events`, { headers, signal: stop.signal })
    if (answer.status === 204) {
      yield null
      return
    }
    if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new GatewrightError('NOT_A_STREAM', 0, `the events of run ${runId} came as ${answer.headers.get('content-type')}`)
    }
    const reader = new StreamReader()
    const decoder = new TextDecoder()
    for await (const bytes of answer.body) {
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
