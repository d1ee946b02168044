// What can go wrong, as types.

/** One thing that is wrong with what was sent. */
export interface ProblemItem {
  /** Where in what was sent, for example `input.word` or `steps[2].needs`. */
  path: string
  /** What is wrong and what to do. */
  message: string
  /** Line, from 1, where the place is in a text. */
  line?: number
  /** Column, from 1. */
  column?: number
}

/** The server refused, or could not be reached. */
export class GatewrightError extends Error {
  override readonly name: string = 'GatewrightError'

  constructor(
    /** A stable name: one of the server's (`UNKNOWN_RUN`), `UNREACHABLE`, or `NO_ANSWER` where a request took too long. */
    readonly code: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** What happened, where, and what to do. */
    readonly detail: string,
    /** Each thing that is wrong, where several can be. */
    readonly errors: readonly ProblemItem[] = [],
    options?: ErrorOptions,
  ) {
    super(errors.length > 0 ? `${code}: ${detail}\n${errors.map(line).join('\n')}` : `${code}: ${detail}`, options)
  }

  /** Whether the same request may succeed later. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

function line({ path, message, line, column }: ProblemItem): string {
  return `  ${path}${line === undefined ? '' : ` (${line}:${column ?? 1})`}: ${message}`
}

/** A run ended without an output: it failed, or it was cancelled (then the code is `CANCELLED`). */
export class RunFailed extends Error {
  override readonly name = 'RunFailed'

  constructor(
    /** The run. */
    readonly runId: string,
    /** How it ended. */
    readonly status: 'failed' | 'cancelled',
    /** Stable code of the failure. */
    readonly code: string,
    message: string,
    /** The step that ended it, where one did. */
    readonly step: string | null,
  ) {
    super(message)
  }
}

/** Thrown by an activity to say how it failed. */
export class ActivityError extends Error {
  override readonly name = 'ActivityError'
  /** Whether another try may succeed; so it is unless the activity says otherwise. */
  readonly retryable: boolean

  /** @param code In capitals, digits and `_`; plans name it in `retry`. */
  constructor(
    readonly code: string,
    message: string,
    { retryable = true, cause }: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    if (!/^[A-Z][A-Z0-9_]{0,99}$/.test(code)) throw new TypeError(`the code ${JSON.stringify(code)} of an ActivityError is not written like OUT_OF_PAPER`)
    this.retryable = retryable
  }
}
