import { mkdirSync, writeFileSync } from 'node:fs'
import { riddle } from './definitions.ts'
import { PASSWORD, STAGE, api, expect, keptSession, reaches, signUp, test, up, waitsForApproval } from './stage.ts'
import type { Account, RunState, Stage } from './stage.ts'

const NOTES = `# Reading rooms

The reading room of the town library opened in 1911. It holds sixty seats. Readers may stay until nine in the evening.

## Light

The room has a glass roof. In winter lamps are lit at four. The lamps were changed to electric light in 1924.
`

test('the first administrator follows the link that the server printed, and the stage is set', async ({ as, request }) => {
  test.setTimeout(240_000)
  const { url, admin_link } = up()
  expect(admin_link, 'an empty installation prints a link for its first administrator').not.toBeNull()
  const page = await as(null)
  await page.goto(admin_link ?? '')
  await page.getByLabel('E-mail').fill('ada@example.org')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByText('Use at least 6 characters.')).toBeVisible()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hello' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible()
  const session = await keptSession(page)
  if (!session) throw new Error('the page kept no session')
  const admin: Account = { id: session.user.id, email: 'ada@example.org', name: 'Ada Keller', session }
  const ada = api(request, admin)
  await ada.call('PATCH', '/me', { display_name: admin.name })
  await page.goto(admin_link ?? '')
  await page.getByLabel('E-mail').fill('eve@example.org')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByText('This link was used already or has run out.')).toBeVisible()

  const owner = await signUp(request, 'Tom Berg')
  const newcomer = await signUp(request, 'Mei Lin')
  const tom = api(request, owner)
  await ada.call('POST', '/definitions', { files: [{ name: 'riddle.yaml', text: riddle('riddle', 'Riddle on a Word') }] })

  const essay = (word: string) => ({ template: 'typographic-etymology', intent: { word } })
  const drawing = (word: string) => ({ template: 'etymology-infographic', intent: { word } })
  const begin = async (by: typeof ada, what: object) => (await by.call<RunState>('POST', '/runs', what)).id
  const runs = {
    done: await begin(ada, essay('villain')),
    waiting: await begin(ada, drawing('window')),
    cancelled: await begin(ada, drawing('salt')),
    failed: await begin(ada, { template: 'riddle', intent: { word: 'nice' } }),
    brief: (await ada.call<RunState>('POST', '/runs', undefined, {
      request: { name: 'request.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ template: 'source-brief', intent: { question: 'When did the reading room open, and how is it lit?' } })) },
      sources: { name: 'reading-rooms.md', mimeType: 'text/markdown', buffer: Buffer.from(NOTES) },
    })).id,
    ownDone: await begin(tom, drawing('daisy')),
    ownWaiting: await begin(tom, drawing('muscle')),
  }
  const finish = async (by: Account, run: string) => {
    const { waiting_for } = await reaches(request, by, run, waitsForApproval)
    await api(request, by).call('POST', `/runs/${run}/gates/${waiting_for?.gate ?? ''}/approve`, { reason: 'Reads well' })
    await reaches(request, by, run, ({ status }) => status === 'completed')
  }
  await Promise.all([finish(admin, runs.done), finish(admin, runs.brief), finish(owner, runs.ownDone)])
  await reaches(request, admin, runs.waiting, waitsForApproval)
  await reaches(request, owner, runs.ownWaiting, waitsForApproval)
  await reaches(request, admin, runs.cancelled, waitsForApproval)
  await ada.call('POST', `/runs/${runs.cancelled}/cancel`, { reason: 'Asked for by mistake' })
  await reaches(request, admin, runs.failed, ({ waiting_for }) => waiting_for?.kind === 'decision')

  mkdirSync(new URL('.', STAGE), { recursive: true })
  writeFileSync(STAGE, JSON.stringify({ admin, owner, newcomer, runs } satisfies Stage))
  expect(url).toMatch(/^http:/)
})
