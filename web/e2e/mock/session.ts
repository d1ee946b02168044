import type { APIRequestContext, Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'

export const ADMIN = 'ada@example.org'
export const USER = 'tom@example.org'
export const PASSWORD = 'a long password'

const SESSION = 'gatewright.session'

const session = async (request: APIRequestContext, baseURL: string | undefined, email: string) =>
  (await request.post(`${baseURL ?? ''}/auth/v1/token?grant_type=password`, { data: { email, password: PASSWORD } })).text()

/** A browser in which this account is signed in already (none: nobody). */
export async function signedIn(browser: Browser, request: APIRequestContext, baseURL: string | undefined, email: string | null, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const storageState = email ? { cookies: [], origins: [{ origin: baseURL ?? '', localStorage: [{ name: SESSION, value: await session(request, baseURL, email) }] }] } : undefined
  return browser.newContext({ baseURL, reducedMotion: 'reduce', storageState, ...options })
}

/** Signs in without the form; one test fills it in as a person does. */
export async function signIn(page: Page, email: string) {
  // Any file of this origin: what is kept belongs to it.
  await page.goto('/theme.js')
  const kept = await session(page.request, new URL(page.url()).origin, email)
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [SESSION, kept] as const)
}

/** Makes every answer of the API late by so many milliseconds. The browser's own cache stays as it is, which a route would turn off. */
export const late = (context: BrowserContext, baseURL: string | undefined, ms: number) => context.addCookies([{ name: 'late', value: String(ms), url: baseURL ?? '' }])
