// The versions of the official client that are tried, exactly as they are published.
import * as pinned from '@supabase/supabase-js'
import * as newest from 'supabase-js-newest'
import WebSocket from 'ws'

export const VERSIONS = { '2.109.0': pinned, '2.119.1': newest }

/**
 * A client as in a browser tab of its own: no session shared, no timer left behind.
 * `from` is the address it comes from, as a proxy on this machine says it, so that limits of one test are not another's.
 */
export function open({ createClient }, url, key, from, { fetch, headers } = {}) {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { headers: { 'X-Forwarded-For': from, ...headers }, ...(fetch && { fetch }) },
    // Before Node 22 there is no WebSocket, and the client insists on one.
    ...(globalThis.WebSocket ? {} : { realtime: { transport: WebSocket } }),
  })
}
