// Requests: with a token, a time limit, and tries again where that does no harm.
import { GatewrightError, type ProblemItem } from './errors.js'
import { session, type Credentials, type Grant, type Session } from './session.js'
import { delayAfter, onAbort, pause } from './time.js'

/** How a request is made. */
export interface Call {
  /** JSON, as a value. */
  body?: unknown
  /** JSON, written already. */
  text?: string
  query?: Record<string, string | number | undefined>
  headers?: Record<string, string>
  /** Whether doing it twice is the same as once: then it is tried again after answers that leave open whether it was done. */
  safe?: boolean
  /** Tries in all, the first included. */
  tries?: number
  /** Limit for each try. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
  /** The answer is read later; the signal, which then lives no longer than the answer, still stops it. */
  streamed?: boolean
}

/** Settings of the transport. */
export interface TransportOptions {
  /** Limit for a request, in milliseconds; 30 s if not given. */
  timeoutMs?: number | undefined
}

const TRIES = 6
const TIMEOUT_MS = 30_000
const LONGEST_RETRY_AFTER_S = 60
/** Answers to what is written are small: packing and unpacking them costs both sides more than sending them. */
const WRITING = { 'content-type': 'application/json', 'accept-encoding': 'identity' }
/** Nothing left this machine. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

export class Transport {
  readonly #url: string
  readonly #session: Session
  readonly #timeoutMs: number

  constructor(url: string, credentials: Credentials, { timeoutMs = TIMEOUT_MS }: TransportOptions = {}) {
    this.#url = url.replace(/\/+$/, '')
    this.#timeoutMs = timeoutMs
    this.#session = session(credentials, (grant, body) => this.#grant(grant, body))
  }

  /** Signs in, so that a wrong password is told at once. */
  async open(): Promise<void> {
    await this.#session.token()
  }

  /** Asks something below `/api/v1`; the answer's JSON, `null` where there is none. */
  async json<T>(method: string, path: string, call: Call = {}): Promise<T> {
    return this.#again(call, () => this.#signedIn(method, path, call, (answer) => read<T>(answer)))
  }

  /** The bytes of something below `/api/v1`. */
  async bytes(path: string, call: Call = {}): Promise<Uint8Array> {
    return this.#again(call, () => this.#signedIn('GET', path, call, async (answer) => new Uint8Array(await answer.arrayBuffer())))
  }

  /** Opens a stream. Once; whoever reads it knows where to go on. The time limit is for its beginning. */
  stream(path: string, call: Call = {}): Promise<Response> {
    return this.#signedIn('GET', path, { ...call, streamed: true }, async (answer) => answer)
  }

  /** Where the server no longer lets us in, that is what is wrong, and not the request. */
  async #token(): Promise<string> {
    try {
      return await this.#session.token()
    } catch (error) {
      if (!(error instanceof GatewrightError) || error.temporary) throw error
      throw new GatewrightError(error.code, 401, `signing in again failed: ${error.detail}`, error.errors, { cause: error })
    }
  }

  #grant(grant: string, body: object): Promise<Grant> {
    // A refresh token that was just replaced still answers with its successor.
    const call: Call = { body, safe: true }
    return this.#again(call, () => this.#once('POST', `${this.#url}/auth/v1/token?grant_type=${grant}`, call, {}, (answer) => read<Grant>(answer)))
  }

  async #signedIn<T>(method: string, path: string, call: Call, then: (answer: Response) => Promise<T>): Promise<T> {
    const query = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined) as [string, string][]
    const url = `${this.#url}/api/v1${path}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`
    const token = await this.#token()
    const ask = (token: string) => this.#once(method, url, call, { authorization: `Bearer ${token}` }, then)
    try {
      return await ask(token)
    } catch (error) {
      if (!(error instanceof GatewrightError) || error.status !== 401 || !this.#session.refused(token)) throw error
      // A request that was refused was not carried out.
      return ask(await this.#token())
    }
  }

  async #once<T>(method: string, url: string, call: Call, headers: Record<string, string>, then: (answer: Response) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const limitMs = call.timeoutMs ?? this.#timeoutMs
    let late = false
    const timer = setTimeout(() => {
      late = true
      stop.abort()
    }, limitMs)
    const release = onAbort(call.signal, (reason) => stop.abort(reason))
    const body = call.text ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
    try {
      const answer = await fetch(url, {
        method,
        headers: { ...(method === 'GET' ? {} : WRITING), ...headers, ...call.headers },
        signal: stop.signal,
        ...(body === undefined ? {} : { body }),
      })
      if (!answer.ok) throw await problem(answer)
      return await then(answer)
    } catch (error) {
      if (error instanceof GatewrightError) throw error
      if (call.signal?.aborted) throw call.signal.reason
      if (late) throw new GatewrightError('NO_ANSWER', 0, `${method} ${url} was not answered in ${limitMs} ms`)
      throw unreachable(this.#url, error)
    } finally {
      clearTimeout(timer)
      if (!call.streamed) release()
    }
  }

  async #again<T>(call: Call, once: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await once()
      } catch (error) {
        if (!(error instanceof GatewrightError) || failures >= (call.tries ?? TRIES) || !mayRepeat(error, call.safe ?? false)) throw error
        await pause(Math.max(delayAfter(failures), waitAfter(error)), call.signal)
      }
    }
  }
}

/** Whether a request that ended like this may have been carried out. */
export function maybeDone(error: unknown): boolean {
  return !(error instanceof GatewrightError) || (error.temporary && error.status !== 429 && !neverSent.has(error))
}

function mayRepeat(error: GatewrightError, safe: boolean): boolean {
  if (!maybeDone(error)) return error.temporary
  return safe && [0, 408, 502, 503, 504].includes(error.status)
}

/** How long the server asked to wait. */
export function waitAfter(error: unknown): number {
  return error instanceof GatewrightError ? (retryAfterMs.get(error) ?? 0) : 0
}

const neverSent = new WeakSet<GatewrightError>()
const retryAfterMs = new WeakMap<GatewrightError, number>()

function unreachable(url: string, error: unknown): GatewrightError {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error
  const { code, message } = cause as { code?: unknown; message?: unknown }
  const detail = `the server at ${url} cannot be reached (${String(message || code || cause)}); is it running there?`
  const told = new GatewrightError('UNREACHABLE', 0, detail, [], { cause: error })
  if (typeof code === 'string' && NEVER_SENT.has(code)) neverSent.add(told)
  return told
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text()
  if (text === '') return null as T
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new GatewrightError('NOT_JSON', 0, `${answer.url} answered ${answer.status} with what is no JSON; is it Gatewright?`, [], { cause: error })
  }
}

/** Reads a problem document, and the shape of errors that the sign-in endpoints have. */
async function problem(answer: Response): Promise<GatewrightError> {
  let told: { code?: unknown; error_code?: unknown; detail?: unknown; msg?: unknown; message?: unknown; errors?: ProblemItem[] } = {}
  try {
    told = (await answer.json()) as typeof told
  } catch {
    // A proxy in between says things in its own way; the status is all there is.
  }
  const code = [told.error_code, told.code].find((code) => typeof code === 'string') ?? `HTTP_${answer.status}`
  const detail = [told.detail, told.msg, told.message].find((text) => typeof text === 'string') ?? `${answer.url} answered ${answer.status}`
  const error = new GatewrightError(code as string, answer.status, detail as string, told.errors ?? [])
  const after = Number(answer.headers.get('retry-after'))
  if (after > 0) retryAfterMs.set(error, Math.min(after, LONGEST_RETRY_AFTER_S) * 1000)
  return error
}
