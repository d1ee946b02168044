// Where access tokens come from.
import { GatewrightError } from './errors.js'

/** Who one is. */
export type Credentials = { email: string; password: string } | { token: string | (() => Promise<string>) }

/** Gives access tokens, and new ones when told that one was refused. */
export interface Session {
  /** A token that is good now. Many may ask at once; one request is made for them all. */
  token(): Promise<string>
  /** This token was refused. Returns whether asking again may give another. */
  refused(token: string): boolean
}

interface Tokens {
  access: string
  refresh: string | null
  /** When to renew it, in milliseconds since 1970. */
  staleAt: number
}

/** Answers of `/auth/v1/token`. */
export interface Grant {
  access_token: string
  refresh_token: string
  expires_in: number
}

/** Asks for tokens, by password or by refresh token. */
export type Ask = (grant: 'password' | 'refresh_token', body: object) => Promise<Grant>

export function session(credentials: Credentials, ask: Ask): Session {
  if ('email' in credentials) {
    const { email, password } = credentials
    return new Renewed(async (last) => {
      const grant = await renewed(last?.refresh ?? null, { email, password }, ask)
      return { access: grant.access_token, refresh: grant.refresh_token, staleAt: staleAt(grant.expires_in * 1000) }
    })
  }
  const { token } = credentials
  if (typeof token === 'string') return { token: async () => token, refused: () => false }
  return new Renewed(async () => {
    const access = await token()
    return { access, refresh: null, staleAt: staleAt(lifetimeMs(access)) }
  })
}

/** Renewed some time before it expires: a tenth of its life, at most a minute. */
function staleAt(lifetimeMs: number): number {
  return Date.now() + lifetimeMs - Math.min(60_000, lifetimeMs / 10)
}

/** By the refresh token while the server takes it; with the password where it does not (it expired, or somebody signed us out). */
async function renewed(refresh: string | null, password: object, ask: Ask): Promise<Grant> {
  if (refresh !== null) {
    try {
      return await ask('refresh_token', { refresh_token: refresh })
    } catch (error) {
      if (!(error instanceof GatewrightError) || error.temporary) throw error
    }
  }
  return ask('password', password)
}

/** How long a token says that it is good for; for ever where it says nothing we can read. */
function lifetimeMs(token: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { exp } = claims as { exp?: unknown }
    return typeof exp === 'number' ? Math.max(0, exp * 1000 - Date.now()) : Infinity
  } catch {
    return Infinity
  }
}

class Renewed implements Session {
  #now: Tokens | null = null
  #last: Tokens | null = null
  #renewing: Promise<Tokens> | null = null

  constructor(private readonly renew: (last: Tokens | null) => Promise<Tokens>) {}

  async token(): Promise<string> {
    if (this.#now && Date.now() < this.#now.staleAt) return this.#now.access
    this.#renewing ??= this.renew(this.#last)
      .then((tokens) => (this.#now = this.#last = tokens))
      .finally(() => (this.#renewing = null))
    return (await this.#renewing).access
  }

  refused(token: string): boolean {
    // Others may have noticed before us; theirs is newer then.
    if (this.#now?.access === token) this.#now = null
    return true
  }
}
