import type { Page } from '@playwright/test'
import { PASSWORD, api, expect, keepSession, keptSession, reaches, signUp, stage, test, up, waitsForApproval } from './stage.ts'
import type { Account, RunState } from './stage.ts'

/** What the API answers to a page: the status of each address, asked with the session the page has. */
const statuses = (page: Page, asked: [string, string][]) => page.evaluate(async (list) => {
  const session = JSON.parse(localStorage.getItem('gatewright.session') ?? '{}') as { access_token?: string }
  const answers: [string, number][] = []
  for (const [method, path] of list) {
    const answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${session.access_token ?? ''}`, ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}) },
      ...(method === 'POST' ? { body: '{"reason":"not mine"}' } : {}),
    })
    answers.push([`${method} ${path}`, answer.status])
    await answer.body?.cancel()
  }
  return answers
}, asked)

test('two people who work at the same time never see each other’s things: not in lists, not by address, not through the API', async ({ as, request }) => {
  test.slow()
  const people = await Promise.all(['Ines Faro', 'Jonas Weld'].map((name) => signUp(request, name)))
  const words = ['happy', 'orange']
  const pages = await Promise.all(people.map((account) => as(account)))
  const runs = await Promise.all(pages.map(async (page, index) => {
    await page.goto('/workflows/etymology-infographic/start')
    await page.getByLabel('Word').fill(words[index] ?? '')
    await page.getByRole('button', { name: 'Start' }).click()
    await expect(page.getByText('Look at it, then accept it')).toBeVisible({ timeout: 60_000 })
    return new URL(page.url()).pathname.split('/').pop() ?? ''
  }))
  for (const [index, page] of pages.entries()) {
    const [mine, theirs] = [runs[index] ?? '', runs[1 - index] ?? '']
    const other = people[1 - index] as Account
    const files = (await api(request, other).call<{ items: { id: string }[] }>('GET', `/runs/${theirs}/artifacts`)).items
    await page.goto('/activity')
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
    await expect(page.getByRole('main')).toContainText(new RegExp(words[index] ?? '', 'i'))
    await page.goto('/files')
    await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText(new RegExp(words[1 - index] ?? '', 'i'))
    await page.goto(`/activity/${theirs}`)
    await expect(page.getByText('UNKNOWN_RUN')).toBeVisible()
    await page.goto(`/workflows/etymology-infographic/start?from=${theirs}`)
    await expect(page.getByLabel('Word')).toHaveValue('')
    await page.goto(`/admin/runs/${theirs}`)
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
    await page.goto('/activity')
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
    await page.keyboard.press('Control+k')
    const found = page.getByRole('dialog').getByRole('option')
    await page.getByPlaceholder(/Go to a page/).fill(words[index] ?? '')
    await expect(found.filter({ hasText: new RegExp(words[index] ?? '', 'i') })).toHaveCount(1)
    await page.getByPlaceholder(/Go to a page/).fill(words[1 - index] ?? '')
    await expect(found.filter({ hasText: new RegExp(words[index] ?? '', 'i') })).toHaveCount(0)
    await expect(found.filter({ hasText: new RegExp(words[1 - index] ?? '', 'i') })).toHaveCount(0)

    const file = files[0]?.id ?? ''
    const refused = await statuses(page, [
      ['GET', `/runs/${theirs}`], ['GET', `/runs/${theirs}/gates`], ['GET', `/runs/${theirs}/gates/G5/attempts/1`], ['GET', `/runs/${theirs}/decisions`], ['GET', `/runs/${theirs}/artifacts`],
      ['GET', `/runs/${theirs}/archive`], ['GET', `/runs/${theirs}/events`], ['POST', `/runs/${theirs}/cancel`], ['POST', `/runs/${theirs}/resume`],
      ['POST', `/runs/${theirs}/gates/G8/approve`], ['POST', `/runs/${theirs}/gates/G8/rerun`], ['POST', `/runs/${theirs}/gates/G8/skip`],
      ['GET', `/artifacts/${file}`], ['GET', `/artifacts/${file}/content`], ['GET', `/users/${other.id}`], ['DELETE', `/users/${other.id}`], ['GET', `/users/${other.id}/deletion`],
    ])
    for (const [asked, status] of refused) expect.soft(status, asked).toBe(404)
    for (const [asked, status] of await statuses(page, [['GET', '/users'], ['GET', '/health'], ['GET', '/reports/overview'], ['GET', '/costs?scope=all']])) expect.soft(status, asked).toBe(403)
    const own = await page.evaluate(async () => {
      const session = JSON.parse(localStorage.getItem('gatewright.session') ?? '{}') as { access_token: string }
      const answer = await fetch('/api/v1/runs?scope=all', { headers: { Authorization: `Bearer ${session.access_token}` } })
      return answer.ok ? ((await answer.json()) as { items: { id: string }[] }).items.map((run) => run.id) : answer.status
    })
    if (Array.isArray(own)) expect(own).toEqual([mine])
    else expect(own).toBe(403)
  }
  // Nothing of what was refused happened.
  for (const [index, account] of people.entries()) expect(waitsForApproval(await api(request, account).call<RunState>('GET', `/runs/${runs[index] ?? ''}`))).toBe(true)
})

test('an administrator promotes somebody, who then sees more, and deletes somebody with runs, being told what becomes of them', async ({ as, request }) => {
  const { admin } = stage()
  const [rising, leaving] = [await signUp(request, 'Rita Falk'), await signUp(request, 'Leo Lund')]
  const { id: run } = await api(request, leaving).call<RunState>('POST', '/runs', { template: 'etymology-infographic', intent: { word: 'lady' } })
  await reaches(request, leaving, run, waitsForApproval)

  const page = await as(admin)
  await page.goto('/admin/users?q=Rita')
  await page.getByRole('button', { name: 'Actions for Rita Falk' }).click()
  await page.getByRole('menuitem', { name: 'Make an administrator' }).click()
  await expect(page.getByText('Rita Falk changed')).toBeVisible()
  await expect(page.getByRole('row', { name: /Rita Falk/ })).toContainText('admin')
  const risen = await as(rising)
  await risen.goto('/admin/users')
  await expect(risen.getByRole('row', { name: /Leo Lund/ })).toBeVisible()

  const gone = await as(leaving)
  await gone.goto('/activity')
  await expect(gone.getByRole('main')).toContainText(/lady/i)
  await page.getByRole('searchbox', { name: 'Search users' }).fill('Leo')
  await page.getByRole('button', { name: 'Actions for Leo Lund' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/^1 run with \d+ files become yours\.$/)).toBeVisible()
  await expect(dialog.getByText('1 run still going; it is cancelled first.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(page.getByText('Leo Lund deleted, 1 run now yours')).toBeVisible()
  await expect(page.getByText('No account matches')).toBeVisible()
  const left = await api(request, admin).call<RunState & { user_id: string }>('GET', `/runs/${run}`)
  expect([left.status, left.user_id]).toEqual(['cancelled', admin.id])

  // Whoever was deleted is out, with the next thing they do.
  await gone.getByRole('link', { name: 'Files', exact: true }).click()
  await expect(gone.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})

test('somebody who is invited by a link sets a password and is in', async ({ as }) => {
  const page = await as(stage().admin)
  await page.goto('/admin/users')
  await page.getByRole('button', { name: 'Add a user' }).click()
  await page.getByRole('dialog').getByLabel('E-mail').fill('uma@example.org')
  await page.getByRole('dialog').getByLabel('Name').fill('Uma Dahl')
  await page.getByRole('dialog').getByRole('button', { name: 'Add user' }).click()
  const link = await page.getByRole('dialog', { name: 'Send this link to Uma Dahl' }).locator('code').innerText()
  const invited = await as(null)
  await invited.goto(link)
  await invited.getByLabel('E-mail').fill('uma@example.org')
  await invited.getByLabel('Password').fill(PASSWORD)
  await invited.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(invited.getByRole('heading', { level: 1, name: 'Hello, Uma Dahl' })).toBeVisible()
})

test('a session that ran out is renewed unseen; one that was ended asks to sign in and leads back; signing out in one tab ends the other', async ({ as, request }) => {
  const account = await signUp(request, 'Vera Holm')
  const page = await as(account)
  await page.goto('/activity')
  await expect(page.getByText('Nothing yet')).toBeVisible()

  // Run out: the next load renews it, with a new refresh token.
  const before = await keptSession(page)
  if (!before) throw new Error('no session')
  const past = { ...before, expires_at: Math.floor(Date.now() / 1000) - 60 }
  await keepSession(page, past)
  const renewed = page.waitForResponse((answer) => answer.url().includes('/auth/v1/token?grant_type=refresh_token'))
  await page.goto('/files')
  expect((await renewed).status()).toBe(200)
  await expect(page.getByText('No files yet')).toBeVisible()
  const after = await keptSession(page)
  expect(after?.refresh_token).not.toBe(before.refresh_token)

  // Ended elsewhere, and run out: sign in again, and be where one was.
  const ended = await request.post(`${up().url}/auth/v1/logout?scope=global`, { headers: { Authorization: `Bearer ${after?.access_token ?? ''}` } })
  expect(ended.status()).toBe(204)
  await page.getByRole('link', { name: 'Activity', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in\?next=%2Factivity/)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Address and password do not match an account.')).toBeVisible()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/activity$/)
  await expect(page.getByText('Nothing yet')).toBeVisible()

  // Two tabs are one session.
  const tab = await page.context().newPage()
  await tab.goto('/account')
  await expect(tab.getByLabel('Name')).toHaveValue('Vera Holm')
  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await expect(tab.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  expect(await tab.evaluate(() => Object.keys(localStorage))).toEqual([])
  await tab.goto('/account')
  await expect(tab.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})
