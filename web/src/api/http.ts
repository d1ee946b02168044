// One way to call the server: signed in as the current session, errors as `ApiError` with the server's stable code.
import { accessToken, sessionExpired } from '@/auth/session'
import type { FieldError, Problem } from './types'

/** What the server refused, or that it could not be reached (`code` is then `UNREACHABLE`). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly errors: FieldError[]
  /** Seconds after which a request may be tried again, where the server said so. */
  readonly retryAfter: number | null

  constructor(problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'errors'>, retryAfter: number | null = null) {
    super(problem.detail || problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.errors = problem.errors ?? []
    this.retryAfter = retryAfter
  }
}

/** A path with its parts escaped: path`/runs/${id}`. Every API path is built with this. */
export function path(strings: TemplateStringsArray, ...parts: (string | number)[]): string {
  return strings.reduce((whole, text, index) => whole + encodeURIComponent(String(parts[index - 1])) + text)
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  query?: Record<string, string | number | boolean | null | undefined>
  /** Sent as JSON, unless it is a form. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Sends a call and hands back the successful response. */
export async function send(to: string, { method = 'GET', query, body, headers, signal }: Call = {}): Promise<Response> {
  const token = await accessToken()
  const form = body instanceof FormData
  let response: Response
  try {
    response = await fetch(`/api/v1${to}${queryString(query)}`, {
      method,
      signal,
      headers: {
        Accept: 'application/json, application/problem+json, */*;q=0.5',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body !== undefined && !form ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : form ? body : JSON.stringify(body),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError({
      status: 0,
      code: 'UNREACHABLE',
      title: 'The server did not answer',
      detail: 'The server did not answer. Check that it is running and that you are online, then try again.',
    })
  }
  if (response.ok) return response
  const error = await problemOf(response)
  if (response.status === 401 && token) sessionExpired()
  throw error
}

/** Sends a call and reads the JSON of its answer; `undefined` where there is none. */
export async function call<T>(to: string, options?: Call): Promise<T> {
  const response = await send(to, options)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

function queryString(query: Call['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()}`
}

async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After')) || null
  const fallback = { status: response.status, code: `HTTP_${response.status}`, title: 'The request failed', detail: `The server answered ${response.status}.` }
  try {
    const problem = (await response.json()) as Partial<Problem>
    return new ApiError({ ...fallback, ...problem, status: response.status }, retryAfter)
  } catch {
    return new ApiError(fallback, retryAfter)
  }
}
