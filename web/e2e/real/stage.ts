// What the tests on the real server share: accounts, the API as one of them, and an eye on what the browser complains of.
import { readFileSync } from 'node:fs'
import { test as base, expect } from '@playwright/test'
import type { APIRequestContext, Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'

export { expect }

/** Written by serve.mjs. */
const UP = new URL('../../e2e-output/up.json', import.meta.url)
/** Written by stage.setup.ts. */
export const STAGE = new URL('../../e2e-output/stage.json', import.meta.url)

export const up = () => JSON.parse(readFileSync(UP, 'utf8')) as { url: string; admin_link: string | null }

export const PASSWORD = 'a long password'
const SESSION = 'gatewright.session'

interface Session {
  access_token: string
  refresh_token: string
  expires_at: number
  user: { id: string }
}

export interface Account {
  id: string
  email: string
  name: string
  session: Session
}

/** What was prepared before the tests began. */
export interface Stage {
  admin: Account
  /** Has one finished run and one that waits for approval. */
  owner: Account
  /** Has nothing yet. */
  newcomer: Account
  runs: Record<'done' | 'waiting' | 'brief' | 'failed' | 'cancelled' | 'ownDone' | 'ownWaiting', string>
}

export const stage = () => JSON.parse(readFileSync(STAGE, 'utf8')) as Stage

/** Signs up as a client does, without a page. */
export async function signUp(request: APIRequestContext, name: string): Promise<Account> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`
  const answer = await request.post(`${up().url}/auth/v1/signup`, { data: { email, password: PASSWORD, data: { display_name: name } } })
  expect(answer.status(), await answer.text()).toBe(200)
  const session = (await answer.json()) as Session
  return { id: session.user.id, email, name, session }
}

/** A browser in which this account is signed in. */
export async function signedIn(browser: Browser, account: Account | null, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const url = up().url
  const state = account && { cookies: [], origins: [{ origin: url, localStorage: [{ name: SESSION, value: JSON.stringify(account.session) }] }] }
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...(state ? { storageState: state } : {}), ...options })
  watch(context)
  return context
}

/** The API as one account. */
export function api(request: APIRequestContext, account: Account) {
  const send = async (method: string, path: string, data?: unknown, form?: Record<string, unknown>) => request.fetch(`${up().url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${account.session.access_token}` },
    ...(form ? { multipart: form as never } : data === undefined ? {} : { data }),
  })
  const call = async <T>(method: string, path: string, data?: unknown, form?: Record<string, unknown>): Promise<T> => {
    const answer = await send(method, path, data, form)
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
    return answer.status() === 204 ? (undefined as T) : ((await answer.json()) as T)
  }
  return { send, call }
}

export interface RunState {
  id: string
  status: string
  pause_reason: string | null
  waiting_for: { kind: string; gate: string } | null
}

/** Reads a run until it stands where it should. */
export async function reaches(request: APIRequestContext, account: Account, run: string, where: (run: RunState) => boolean): Promise<RunState> {
  let last: RunState | undefined
  await expect(async () => {
    last = await api(request, account).call<RunState>('GET', `/runs/${run}`)
    expect(where(last), `${run}: ${last.status}, ${last.pause_reason ?? 'no reason'}`).toBe(true)
  }).toPass({ timeout: 90_000, intervals: [250, 500, 1000] })
  return last as RunState
}

export const waitsForApproval = (run: RunState) => run.waiting_for?.kind === 'approval'

/** The session as the page keeps it. */
export const keptSession = (page: Page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null') as Session | null, SESSION)
export const keepSession = (page: Page, session: Session) => page.evaluate(([key, text]) => localStorage.setItem(key, text), [SESSION, JSON.stringify(session)] as const)

// Complaints

interface Complaints {
  /** Scripts that broke, errors on the console, what the content policy stopped. */
  all: string[]
  /** Answers of 400 and more, which many tests provoke. */
  refusals: string[]
}

const complaints = new WeakMap<BrowserContext, Complaints>()

/** Keeps what pages of a context complain of. No script of ours is put into them: a frame in a sandbox would complain of that. */
function watch(context: BrowserContext) {
  const kept: Complaints = { all: [], refusals: [] }
  complaints.set(context, kept)
  context.on('weberror', (error) => kept.all.push(`script: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    if (message.text().startsWith('Failed to load resource')) kept.refusals.push(`${message.location().url}: ${message.text()}`)
    else kept.all.push(`console: ${message.text()}`)
  })
}

export const complaintsOf = (context: BrowserContext): Complaints => complaints.get(context) ?? { all: [], refusals: [] }

interface Fixtures {
  /** Opens a page as an account (none: nobody), in a browser of its own. What its pages complain of fails the test. */
  as: (account: Account | null, options?: BrowserContextOptions) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  as: async ({ browser }, use) => {
    const opened: BrowserContext[] = []
    await use(async (account, options) => {
      const context = await signedIn(browser, account, options)
      opened.push(context)
      return context.newPage()
    })
    const complained = opened.flatMap((context) => complaintsOf(context).all)
    await Promise.all(opened.map((context) => context.close()))
    expect(complained, 'what pages complained of').toEqual([])
  },
})
