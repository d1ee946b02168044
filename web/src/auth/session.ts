// Who is signed in. The auth library is loaded only when there is a session to use or to begin.
import type { GoTrueClient, User as AuthUser } from '@supabase/auth-js'

const STORAGE_KEY = 'gatewright.session'

let client: Promise<GoTrueClient> | undefined
const listeners = new Set<() => void>()

function auth(): Promise<GoTrueClient> {
  client ??= import('@supabase/auth-js').then(({ GoTrueClient }) => {
    const created = new GoTrueClient({
      url: `${location.origin}/auth/v1`,
      storageKey: STORAGE_KEY,
      autoRefreshToken: true,
      persistSession: true,
      detectSessionInUrl: false,
    })
    created.onAuthStateChange(() => {
      for (const listener of listeners) listener()
    })
    return created
  })
  return client
}

/** Whether this browser holds a session; it may turn out to be expired. */
export function hasSession(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== null
}

/** Calls back when somebody signs in or out, here or in another tab. */
export function onSessionChange(listener: () => void): () => void {
  const stored = (event: StorageEvent) => {
    if (event.key === STORAGE_KEY) listener()
  }
  listeners.add(listener)
  window.addEventListener('storage', stored)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', stored)
  }
}

/** A token that ends sooner than this is renewed before it is used. The auth library itself begins to renew as early. */
const RENEW_BEFORE_S = 90

/** The token this browser keeps, where it holds for a while yet. */
function keptToken(): string | null {
  try {
    const { access_token, expires_at } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as { access_token?: unknown; expires_at?: unknown }
    return typeof access_token === 'string' && typeof expires_at === 'number' && expires_at - Date.now() / 1000 > RENEW_BEFORE_S ? access_token : null
  } catch {
    return null
  }
}

/** The current access token, refreshed where it had run out. The library is only waited for where there is something to refresh. */
export async function accessToken(): Promise<string | null> {
  if (!hasSession()) return null
  const kept = keptToken()
  if (kept !== null) return kept
  const { data } = await (await auth()).getSession()
  return data.session?.access_token ?? null
}

/** The server no longer knows the session: forget it, so that the sign-in page is shown. */
export function sessionExpired(): void {
  localStorage.removeItem(STORAGE_KEY)
  client = undefined
  for (const listener of listeners) listener()
}

export async function signIn(email: string, password: string): Promise<void> {
  const { error } = await (await auth()).signInWithPassword({ email, password })
  if (error) throw error
}

/** Returns whether the account can be used at once (`false`: the address must be confirmed first). */
export async function signUp(email: string, password: string, displayName: string): Promise<boolean> {
  const { data, error } = await (await auth()).signUp({ email, password, options: { data: { display_name: displayName } } })
  if (error) throw error
  return data.session !== null
}

export async function signOut(): Promise<void> {
  const { error } = await (await auth()).signOut({ scope: 'local' })
  if (error) sessionExpired()
}

/** Ends the sessions of every browser this account is signed in with. */
export async function signOutEverywhere(): Promise<void> {
  const { error } = await (await auth()).signOut({ scope: 'global' })
  if (error) throw error
}

/** Exchanges the token of a one-time link for a session. */
export async function redeem(token: string, type: 'invite' | 'recovery'): Promise<void> {
  const { error } = await (await auth()).verifyOtp({ token_hash: token, type })
  if (error) throw error
}

export async function requestRecovery(email: string): Promise<void> {
  const { error } = await (await auth()).resetPasswordForEmail(email)
  if (error) throw error
}

export async function updateAccount(changes: { email?: string; password?: string }): Promise<AuthUser> {
  const { data, error } = await (await auth()).updateUser(changes)
  if (error) throw error
  return data.user
}
