import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { violations } from '../axe.ts'
import { shortcomings } from '../checklist.ts'
import { SHIFT, shifts } from '../shifts.ts'
import { RUNS, SCHEDULES } from '../../mock/flow-runs.ts'
import { ADMIN, PASSWORD, USER, late, signIn, signedIn } from './session.ts'

test('an operator finds what failed, reads why in the text, reruns it, and approves', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto('/workflows/typographic-etymology/start')
  await page.getByLabel('Word').fill('fail')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('link', { name: 'Inspect' }).click()
  await expect(page.getByText('G6 Content Complete failed: QUOTE_NOT_FOUND')).toBeVisible({ timeout: 30_000 })
  // Steps passed, numbers grew, and then it stopped: nothing but the values has moved.
  const { total, seen } = await shifts(page)
  expect(total, seen.join('; ')).toBeLessThanOrEqual(SHIFT)
  await page.getByRole('option', { name: /Content Complete/ }).click()
  await expect(page.getByRole('region', { name: 'Places in draft.md' }).locator('mark')).toHaveText('"smile, and smile, and be a villain"')

  for (const attempt of [2, 3]) {
    await page.getByRole('button', { name: 'Rerun' }).click()
    if (attempt === 2) {
      await page.getByLabel('Model').selectOption('claude-opus-4')
      await page.getByRole('dialog').getByRole('button', { name: 'Rerun' }).click()
    } else {
      // Nothing has to be written: Enter is enough.
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Rerun' })).toBeFocused()
      await page.keyboard.press('Enter')
    }
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByLabel('Attempt', { exact: true })).toHaveValue(String(attempt))
    if (attempt === 2) await expect(page.getByText('G6 Content Complete failed: QUOTE_NOT_FOUND')).toBeVisible({ timeout: 30_000 })
  }
  await page.getByLabel('Beside').selectOption('1')
  await page.getByRole('tab', { name: 'Prompt' }).click()
  await expect(page.getByRole('region', { name: 'Attempt 1 beside Attempt 3' })).toContainText('What failed in attempt 1')

  await expect(page.getByText('G10 Publication waits for approval')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('option', { name: /Publication/ }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Write why.')).toBeVisible()
  await page.getByLabel('Reason').fill('Reads well')
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Completed', { exact: true })).toBeVisible()
})

const POSTCARD = `grammar: 2
name: postcard
input:
  type: object
  properties:
    to: { type: string }
  required: [to]
signals:
  weather: { schema: { type: string } }
steps:
  - id: wait
    title: Wait for the weather
    work: { wait: { signal: weather } }
  - id: card
    title: Write the card
    needs: [wait]
    work: { effect: { effect: valeu, with: { text: "Dear {{ input.to }}" } } }
    gate: { approval: required }
`

test('somebody writes a flow, mends it where it is marked, keeps and starts it, sends what it waits for, and approves', async ({ page }) => {
  await signIn(page, 'mei.lin@example.org')
  await page.goto('/')
  await page.getByRole('link', { name: 'Flows', exact: true }).click()
  await page.getByRole('link', { name: 'New flow' }).click()
  const editor = page.getByRole('textbox', { name: /Plan of the new flow/ })
  await editor.fill(POSTCARD)
  const problem = page.getByRole('status', { name: 'Problems' }).getByRole('button')
  await expect(problem).toContainText('17:23')
  await expect(problem).toContainText('there is no effect `valeu`')
  await expect(page.getByRole('button', { name: 'Keep flow' })).toBeDisabled()
  // The problem leads to its line, where it is marked.
  await problem.click()
  await expect(editor).toBeFocused()
  await expect(page.locator('.cm-activeLine')).toContainText('valeu')
  await editor.fill(POSTCARD.replace('valeu', 'value'))
  await page.getByRole('button', { name: 'Keep flow' }).click()
  await expect(page.getByText('postcard: version 1 kept')).toBeVisible()
  const kept = page.getByRole('textbox', { name: /Plan of postcard/ })
  await kept.fill(POSTCARD.replace('valeu', 'value').replace('Dear', 'Hello'))
  await page.getByRole('button', { name: 'Keep as new version' }).click()
  await expect(page.getByText('postcard: version 2 kept')).toBeVisible()
  await page.getByLabel('beside').selectOption('1')
  await expect(page.getByRole('region', { name: 'Version 1 beside Version 2' })).toContainText('Hello')

  await page.getByRole('button', { name: 'Start a run' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByLabel('To', { exact: true })).toHaveAccessibleDescription('Write a to.')
  await dialog.getByLabel('To', { exact: true }).fill('Ada')
  await dialog.getByLabel('Attributes').fill('team=red')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'postcard' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'team=red' })).toBeVisible()

  await page.getByRole('link', { name: 'Wait for the weather' }).click()
  await page.getByLabel('Text').fill('sunny')
  await page.getByRole('button', { name: 'Send weather' }).click()
  await page.getByRole('link', { name: 'card waits for approval' }).click()
  await expect(page.getByRole('link', { name: /Waiting for me/ })).toContainText('1')
  const approval = page.getByRole('form', { name: 'Approve the step' })
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(approval.getByLabel('Reason')).toHaveAccessibleDescription(/Write why/)
  await approval.getByLabel('Reason').fill('Well said')
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Completed', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Journal' }).click()
  await expect(page.getByRole('table', { name: 'Journal' }).getByRole('row').last()).toContainText('Run completed')
  // Steps came and went, and nothing but the values has moved.
  const { total, seen } = await shifts(page)
  expect(total, seen.join('; ')).toBeLessThanOrEqual(SHIFT)

  await page.getByRole('link', { name: 'postcard version 2' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('dialog')).toContainText('Runs stay')
  await page.getByRole('button', { name: 'Remove flow' }).click()
  await expect(page.getByText('No flows yet')).toBeVisible()
})

test('somebody makes a schedule, mends it where it is marked, fires it and finds its run', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto('/')
  await page.getByRole('link', { name: 'Schedules', exact: true }).click()
  await page.getByRole('link', { name: 'New schedule' }).click()
  await page.getByRole('button', { name: 'Make schedule' }).click()
  await expect(page.getByLabel('Flow', { exact: true })).toBeFocused()
  await page.getByLabel('Flow', { exact: true }).selectOption('greeting')
  await page.getByLabel('Name', { exact: true }).fill('hello-often')
  const moments = page.getByRole('region', { name: 'Next moments' }).getByRole('listitem')
  await expect(moments).toHaveCount(10)
  await page.getByLabel('Rule').fill('0 9')
  await expect(page.getByLabel('Rule')).toHaveAccessibleDescription(/five fields/)
  await page.getByLabel('Rule').fill('30 7 * * *')
  await expect(page.getByLabel('Rule')).toHaveAccessibleDescription(/every day at 07:30/)
  await page.getByLabel('When', { exact: true }).selectOption('every')
  await page.getByLabel('Every', { exact: true }).fill('45m')
  await page.getByLabel('Time zone').fill('Nowhere/Land')
  await expect(page.getByLabel('Time zone')).toHaveAccessibleDescription(/no known time zone/)
  await page.getByLabel('Time zone').fill('Europe/Berlin')
  await expect(moments).toHaveCount(10)
  await page.getByLabel('Run beside it').check()
  await page.getByRole('button', { name: 'Make schedule' }).click()
  await expect(page.getByLabel('Names')).toHaveAccessibleDescription(/Write at least one/)
  await page.getByLabel('Names').fill('Ada')
  await page.getByRole('button', { name: 'Make schedule' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /hello-often/ })).toBeVisible()
  await expect(page.getByText('every 45 minutes')).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/^It is paused/)).toBeVisible()
  await page.getByRole('button', { name: 'Fire now' }).click()
  await page.getByRole('table', { name: 'Firings' }).getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1, name: 'greeting' })).toBeVisible()
  await page.getByRole('link', { name: 'a schedule' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove schedule' }).click()
  await expect(page.getByRole('link', { name: 'every-morning' })).toBeVisible()
  await expect(page.getByText('hello-often', { exact: true })).toBeHidden()
})

test('a failed run is taken up where it stopped, and a done one forked with another input', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto(`/flows/runs/${RUNS.failed}`)
  await page.getByRole('button', { name: 'Take up where it stopped' }).click()
  await expect(page.getByText('Completed', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'run 0000fa11' }).click()
  await expect(page.getByText('Failed', { exact: true }).first()).toBeVisible()

  await page.goto(`/flows/runs/${RUNS.done}`)
  await page.getByRole('button', { name: 'Fork' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Fork' }).click()
  await expect(dialog.getByRole('alert')).toContainText('NOTHING_TO_REDO')
  await dialog.getByLabel('Write the letter').check()
  await dialog.getByLabel('Another input').check()
  await expect(dialog.getByLabel('Names')).toHaveValue('Ada\nGrace')
  await dialog.getByLabel('Names').fill('Grace')
  await dialog.getByRole('button', { name: 'Fork' }).click()
  await expect(page.getByText('letter waits for approval')).toBeVisible()
  await page.getByRole('tab', { name: 'Input and output' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('Grace')
  await expect(page.getByRole('tabpanel')).not.toContainText('Ada')
})

test('a run is asked, told, and decided about with the form of its plan', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto(`/flows/runs/${RUNS.decide}?tab=state`)
  await page.getByLabel('Text').fill('Mind the date')
  await page.getByRole('button', { name: 'Send note' }).click()
  await expect(page.getByRole('form', { name: 'Update note' }).getByRole('status')).toContainText('"count": 1')
  await page.getByRole('button', { name: 'Ask progress' }).click()
  await expect(page.getByRole('region', { name: 'Query progress' })).toContainText('Mind the date')
  const approval = page.getByRole('form', { name: 'Approve the step' })
  await expect(approval).toContainText('The decision is overdue')
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(approval.getByLabel('Amount')).toBeFocused()
  await approval.getByRole('button', { name: 'Reject' }).click()
  await expect(approval.getByLabel('Reason')).toHaveAccessibleDescription(/Write why/)
  await approval.getByLabel('Reason').fill('As agreed')
  await approval.getByLabel('Amount').fill('12')
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByLabel('At once, taking nothing back').check()
  await expect(page.getByRole('dialog')).toContainText('What its steps gave until now is kept.')
  await page.keyboard.press('Escape')
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Completed', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Step', exact: true })).toContainText('"amount": 12')
  await page.getByRole('tab', { name: /Runs below/ }).click()
  await page.getByRole('table', { name: 'Runs below' }).getByRole('link').click()
  await expect(page.getByText('Started by step invoice')).toBeVisible()
})

test('attempts unfold, rows follow the arrow keys, and what is chosen stands in the address', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto(`/flows/runs/${RUNS.approval}`)
  const steps = page.getByRole('table', { name: 'Steps' })
  await steps.getByRole('button', { name: '2 attempts of Write the letter' }).click()
  await steps.getByRole('link', { name: 'Write the letter' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(steps.getByRole('link', { name: 'Attempt 1' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/step=letter&attempt=1/)
  await expect(page.getByRole('region', { name: 'Step' })).toContainText('coldly')
  await expect(page.getByRole('form', { name: 'Approve the step' })).toBeHidden()
  await steps.getByRole('link', { name: 'Greet each' }).click()
  await expect(page).toHaveURL(/step=greet$/)
})

test('a refusal of the server is shown where it was asked for', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto('/admin/runs/run-approval')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('status').getByText('This run waits for an approval; accept or cancel it.')).toBeVisible()
})

test('signing in leads on to the page that was asked for, and signing out leaves nothing behind', async ({ page }) => {
  await page.goto('/activity?status=paused')
  await page.getByLabel('E-mail').fill(USER)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/activity\?status=paused/)
  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
})

test('filters stand in the address, and Back undoes them', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto('/admin/runs')
  await page.getByLabel('Status', { exact: true }).selectOption('failed')
  await expect(page).toHaveURL(/status=failed/)
  await expect(page.getByRole('row').nth(1)).toContainText('Failed')
  await page.goBack()
  await expect(page.getByRole('button', { name: /Status: Failed/ })).toBeHidden()
})

test('the keyboard reaches everything: skip link, palette, letters, arrows in the timeline', async ({ page }) => {
  await signIn(page, ADMIN)
  await page.goto('/admin/runs/run-done')
  await page.getByRole('option', { name: /Intake Approval/ }).waitFor()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.getByRole('listbox', { name: 'Steps' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/gate=G2/)
  await expect(page.getByRole('listbox', { name: 'Steps' }).getByRole('option', { selected: true })).toContainText('Research Complete')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(/Go to a page/).fill('models')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Models and prices' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'Users' })).toBeVisible()
})

test('where there is nothing, or nothing for them, people still have the palette', async ({ page }) => {
  await signIn(page, USER)
  for (const path of ['/nowhere', '/admin/users']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder(/Go to a page/).fill('files')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Files' })).toBeVisible()
  }
})

test('the server goes away and comes back: what is on screen stays, and the page says what happens', async ({ page }) => {
  await signIn(page, ADMIN)
  // Live updates: the first connection breaks off, the next do not come about.
  let tries = 0
  await page.route('**/runs/run-going/events', (route) => (tries++ === 0 ? route.fulfill({ contentType: 'text/event-stream', body: ': hello\n\n' }) : route.abort()))
  await page.goto('/activity/run-going')
  await expect(page.getByText('Connection lost, trying again…')).toBeVisible()
  await expect(page.getByText('Gathered sources')).toBeVisible()
  await page.unroute('**/runs/run-going/events')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()

  // What is read again and again.
  await page.clock.install()
  await page.goto('/admin/health')
  await expect(page.getByText('Shards owned')).toBeVisible()
  await page.route('**/api/v1/**', (route) => route.abort())
  const note = page.getByText(/The server does not answer\. What you see is from .*; trying again…/)
  await expect(async () => {
    await page.clock.runFor(2_000)
    await expect(note).toBeVisible({ timeout: 100 })
  }).toPass()
  await expect(page.getByText('Shards owned')).toBeVisible()
  await page.unroute('**/api/v1/**')
  await expect(async () => {
    await page.clock.runFor(2_000)
    await expect(note).toBeHidden({ timeout: 100 })
  }).toPass()
})

test('a click answers at once, a hover asks before it; what cannot be sent is kept, and what is refused stands at its field', async ({ page, context, baseURL }) => {
  await signIn(page, ADMIN)
  await page.goto('/')
  const card = page.getByRole('link', { name: /Etymology Infographic/ })
  await card.waitFor()
  await late(context, baseURL, 1500)
  const asked = page.waitForRequest(/\/templates\/etymology-infographic$/)
  await card.hover()
  await asked
  await card.click()
  await expect(page.getByRole('status', { name: 'Loading' })).toBeVisible({ timeout: 500 })
  await late(context, baseURL, 0)
  await page.goto('/workflows/etymology-infographic/start')
  await page.route('**/api/v1/runs', (route) => route.abort())
  await page.getByLabel('Word').fill('clue')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('alert')).toContainText('UNREACHABLE')
  await expect(page.getByLabel('Word')).toHaveValue('clue')

  await page.goto('/admin/users')
  await page.getByRole('button', { name: 'Add a user' }).click()
  await page.getByLabel('E-mail').fill(USER)
  await page.getByRole('button', { name: 'Add user' }).click()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/already/)
})

test('long lists keep their headers in sight and only what is seen in the document', async ({ page }) => {
  await signIn(page, ADMIN)
  for (const [path, name] of [['/admin/runs', 'Runs'], ['/admin/artifacts', 'Artifacts']] as const) {
    await page.goto(path)
    const table = page.getByRole('table', { name })
    await table.getByRole('row').nth(20).waitFor()
    for (let page_ = 0; page_ < 4; page_++) {
      await page.mouse.wheel(0, 3000)
      await page.waitForTimeout(100)
    }
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(2000)
    await expect(table.getByRole('columnheader').first()).toBeInViewport()
    expect(await table.getByRole('row').count()).toBeLessThan(70)
  }
})

/** What opens above a page, and how. */
const ABOVE: [name: string, path: string, open: (page: Page) => Promise<unknown>][] = [
  ['palette', '/', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+k')
  }],
  ['rerun', '/admin/runs/run-stuck', (page) => page.getByRole('button', { name: 'Rerun' }).click()],
  ['cancel', '/admin/runs/run-stuck', (page) => page.getByRole('button', { name: 'Cancel run' }).click()],
  ['accept', '/activity/run-approval', async (page) => {
    await page.getByRole('button', { name: 'Accept' }).click()
    // Nothing has to be written: Enter is enough.
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Accept' })).toBeFocused()
  }],
  ['webhook', '/account/webhooks', async (page) => {
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click()
  }],
  ['user', '/admin/users', async (page) => {
    await page.getByRole('button', { name: 'Add a user' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add user' }).click()
  }],
  ['menu', '/admin/users', (page) => page.getByRole('button', { name: /Actions for Tom/ }).press('Enter')],
  ['delete', '/admin/users', async (page) => {
    await page.getByRole('button', { name: /Actions for Tom/ }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await page.getByRole('dialog').getByText('Keep the runs').waitFor()
  }],
  ['price', '/admin/models?model=claude-sonnet-4', async (page) => {
    await page.getByRole('button', { name: 'Add a price' }).click()
    await page.getByRole('button', { name: 'Add price' }).click()
  }],
  ['start-flow', '/flows/greeting', async (page) => {
    await page.getByRole('button', { name: 'Start a run' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await expect(page.getByLabel('Names')).toBeFocused()
  }],
  ['start-flow-json', '/flows/nightly-report', async (page) => {
    await page.getByRole('button', { name: 'Start a run' }).click()
    await page.getByRole('dialog').getByLabel('Input').fill('{a: 1}')
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await expect(page.getByLabel('Input')).toHaveAccessibleDescription(/This is no JSON/)
  }],
  ['remove-flow', '/flows/greeting', (page) => page.getByRole('button', { name: 'Remove' }).click()],
  ['pause-flow-run', `/flows/runs/${RUNS.signal}`, (page) => page.getByRole('button', { name: 'Pause' }).click()],
  ['fork', `/flows/runs/${RUNS.done}`, (page) => page.getByRole('button', { name: 'Fork' }).click()],
  ['cancel-undo', `/flows/runs/${RUNS.form}`, (page) => page.getByRole('button', { name: 'Cancel run' }).click()],
  ['backfill', `/schedules/${SCHEDULES.mornings}`, (page) => page.getByRole('button', { name: 'Backfill…' }).click()],
  ['remove-schedule', `/schedules/${SCHEDULES.mornings}`, (page) => page.getByRole('button', { name: 'Remove' }).click()],
  ['put-away', '/archive', (page) => page.getByRole('button', { name: 'Put runs away…' }).click()],
  ['take-up', '/dead-letters', (page) => page.getByRole('button', { name: 'Take all up…' }).click()],
  ['add-item', `/flows/runs/${RUNS.queues}?tab=queues&queue=orders`, async (page) => {
    await page.getByRole('button', { name: 'Add an item' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByRole('dialog').getByLabel('Item')).toBeFocused()
  }],
  ['item', `/flows/runs/${RUNS.queues}?tab=queues&queue=orders&items=failed`, (page) => page.getByRole('button', { name: /A ladder/ }).click()],
  ['close-queue', `/flows/runs/${RUNS.queues}?tab=queues&queue=orders`, (page) => page.getByRole('button', { name: 'Close the queue' }).click()],
  ['admission', '/flows/customer-report', (page) => page.getByRole('button', { name: '2 under way, 1 waiting' }).click()],
  ['migrate', `/flows/runs/${RUNS.queues}`, async (page) => {
    await page.getByRole('button', { name: 'More to do with this run' }).click()
    await page.getByRole('menuitem', { name: 'Move to another version…' }).click()
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByRole('list', { name: 'What is in the way' }).waitFor()
  }],
  ['rerun-step', `/flows/runs/${RUNS.approval}`, (page) => page.getByRole('button', { name: 'Rerun with other arguments…' }).click()],
  ['trial', '/admin/templates/typographic-etymology', (page) => page.getByRole('button', { name: 'Trial run…' }).click()],
]

for (const look of [{ name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } }, { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } }] as const) {
  const drawer: typeof ABOVE = look.name === 'phone' ? [['drawer', '/', (of) => of.getByRole('button', { name: 'Open navigation' }).click()]] : []
  // A test for each: together they outlast any time a single test should have, and each more makes it worse.
  for (const [name, path, open] of [...ABOVE, ...drawer]) {
    test(`what opens above a page is accessible and keeps to the checklist: ${name} in ${look.name}`, async ({ browser, request, baseURL }) => {
      const context = await signedIn(browser, request, baseURL, ADMIN, { colorScheme: look.colorScheme, viewport: look.viewport })
      const page = await context.newPage()
      await page.goto(path)
      await open(page)
      const above = page.getByRole(name === 'menu' ? 'menu' : 'dialog')
      await above.waitFor()
      await page.screenshot({ path: `e2e-output/mock-pages/${look.name}/above-${name}.png` })
      expect.soft(await violations(page)).toEqual([])
      expect.soft(await shortcomings(page, { phone: look.name === 'phone' }), 'the checklist').toEqual([])
      // The topmost thing closes, and focus is where it was.
      await page.keyboard.press('Escape')
      await expect(above).toBeHidden()
      // What an address opened has nothing to go back to.
      if (name !== 'price') await expect.poll(() => page.evaluate(() => document.activeElement !== document.body), 'focus goes back').toBe(true)
      await context.close()
    })
  }
}
