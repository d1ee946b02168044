import { expect, test } from '@playwright/test'
import { violations } from '../axe.ts'
import { shortcomings } from '../checklist.ts'
import { RUNS, SCHEDULES } from '../../mock/flow-runs.ts'
import { ADMIN, USER, signedIn } from './session.ts'

interface Place {
  name: string
  path: string
  as: string
  /** Something that is only there once the page's data is. */
  ready: string
}

// What the real server is not made to show at will; every other page is looked at on the real one.
const PLACES: Place[] = [
  { name: 'progress', path: '/activity/run-going', as: ADMIN, ready: 'Gathered sources' },
  { name: 'stuck', path: '/activity/run-stuck', as: USER, ready: 'needs a look' },
  { name: 'webhooks', path: '/account/webhooks', as: ADMIN, ready: 'Posts to the team channel' },
  { name: 'flows', path: '/flows', as: ADMIN, ready: 'nightly-report' },
  { name: 'flows-none', path: '/flows', as: USER, ready: 'No flows yet' },
  { name: 'flow-new', path: '/flows/new', as: ADMIN, ready: 'No problems' },
  { name: 'flow', path: '/flows/greeting', as: ADMIN, ready: 'No problems' },
  { name: 'flow-versions', path: '/flows/greeting?version=1&against=2', as: ADMIN, ready: '17 equal lines' },
  { name: 'flow-unknown', path: '/flows/nowhere', as: ADMIN, ready: 'UNKNOWN_FLOW' },
  { name: 'flow-runs', path: '/flows/runs', as: ADMIN, ready: '000a9906' },
  { name: 'flow-runs-filtered', path: '/flows/runs?status=paused&attribute=team%3Dred', as: ADMIN, ready: 'Attribute: team=red' },
  { name: 'flow-runs-none', path: '/flows/runs?attribute=team%3Dnone', as: USER, ready: 'No run matches' },
  { name: 'flow-run-approval', path: `/flows/runs/${RUNS.approval}`, as: ADMIN, ready: 'This step waits for your approval' },
  { name: 'flow-run-signal', path: `/flows/runs/${RUNS.signal}`, as: ADMIN, ready: 'Send tone' },
  { name: 'flow-run-signals', path: `/flows/runs/${RUNS.signal}?tab=signals&step=greet`, as: ADMIN, ready: 'Send tone' },
  { name: 'flow-run-done', path: `/flows/runs/${RUNS.done}?tab=data`, as: ADMIN, ready: 'Well said' },
  { name: 'flow-run-journal', path: `/flows/runs/${RUNS.done}?tab=journal`, as: ADMIN, ready: 'Run completed' },
  { name: 'flow-run-failed', path: `/flows/runs/${RUNS.failed}`, as: ADMIN, ready: 'It gave no value.' },
  { name: 'flow-run-stuck', path: `/flows/runs/${RUNS.stuck}`, as: ADMIN, ready: 'This step failed, and the run holds' },
  { name: 'flow-run-form', path: `/flows/runs/${RUNS.form}`, as: ADMIN, ready: 'May this be paid?' },
  { name: 'flow-run-state', path: `/flows/runs/${RUNS.form}?tab=state&step=reserve`, as: ADMIN, ready: 'Ask progress' },
  { name: 'flow-run-below', path: `/flows/runs/${RUNS.form}?tab=below&step=invoice`, as: ADMIN, ready: 'Runs below' },
  { name: 'flow-run-undone', path: `/flows/runs/${RUNS.undone}?step=invoice`, as: ADMIN, ready: 'What it did could not be taken back.' },
  { name: 'flow-run-continued', path: `/flows/runs/${RUNS.continued}`, as: ADMIN, ready: 'Goes on in' },
  { name: 'flow-run-unknown', path: '/flows/runs/nowhere', as: ADMIN, ready: 'UNKNOWN_RUN' },
  { name: 'schedules', path: '/schedules', as: ADMIN, ready: 'each-quarter' },
  { name: 'schedules-none', path: '/schedules', as: USER, ready: 'No schedules yet' },
  { name: 'schedule', path: `/schedules/${SCHEDULES.mornings}`, as: ADMIN, ready: 'Makes up for' },
  { name: 'schedule-paused', path: `/schedules/${SCHEDULES.paused}`, as: ADMIN, ready: 'It has not fired yet' },
  { name: 'schedule-edit', path: `/schedules/${SCHEDULES.mornings}/edit`, as: ADMIN, ready: 'Keep changes' },
  { name: 'schedule-edit-rules', path: `/schedules/${SCHEDULES.paused}/edit`, as: ADMIN, ready: 'When: rule 2' },
  { name: 'schedules-everybodys', path: '/schedules?scope=all', as: ADMIN, ready: 'each-quarter' },
  { name: 'schedule-unknown', path: '/schedules/nowhere', as: ADMIN, ready: 'UNKNOWN_SCHEDULE' },
  { name: 'schedule-new', path: '/schedules/new?flow=greeting', as: ADMIN, ready: 'Whom to greet.' },
  { name: 'schedule-new-none', path: '/schedules/new', as: USER, ready: 'There is no flow yet' },
  { name: 'workers', path: '/workers', as: ADMIN, ready: 'mailer-2' },
  { name: 'workers-none', path: '/workers', as: USER, ready: 'No worker in the last day' },
  { name: 'workers-everybodys', path: '/workers?scope=all', as: ADMIN, ready: 'mailer-2' },
  { name: 'flows-everybodys', path: '/flows?scope=all', as: ADMIN, ready: 'nightly-report' },
  { name: 'flow-runs-everybodys', path: '/flows/runs?scope=all&status=failed', as: ADMIN, ready: 'Status: Failed' },
  { name: 'flow-admission', path: '/flows/customer-report', as: ADMIN, ready: '2 under way, 1 waiting' },
  { name: 'flow-run-waits', path: `/flows/runs/${RUNS.waits}`, as: ADMIN, ready: 'It is next' },
  { name: 'flow-run-queues', path: `/flows/runs/${RUNS.queues}?tab=queues&queue=orders`, as: ADMIN, ready: 'Items of orders' },
  { name: 'flow-run-queues-filtered', path: `/flows/runs/${RUNS.queues}?tab=queues&queue=letters&items=failed`, as: ADMIN, ready: 'No item matches' },
  { name: 'dead-letters', path: '/dead-letters', as: ADMIN, ready: RUNS.stuck.slice(-8) },
  { name: 'dead-letters-filtered', path: '/dead-letters?code=HTTP_STATUS&scope=all', as: ADMIN, ready: 'Failure: HTTP_STATUS' },
  { name: 'dead-letters-none', path: '/dead-letters?code=GONE', as: USER, ready: 'No run matches' },
  { name: 'archive', path: '/archive', as: ADMIN, ready: 'nightly-report' },
  { name: 'archive-everybodys', path: '/archive?scope=all&status=failed', as: ADMIN, ready: 'Ended: Failed' },
  { name: 'archive-none', path: '/archive?status=continued', as: USER, ready: 'No run matches' },
  { name: 'retention', path: '/archive/retention', as: ADMIN, ready: 'For everybody' },
  { name: 'retention-own', path: '/archive/retention', as: USER, ready: 'Your runs' },
  { name: 'waiting', path: '/waiting', as: ADMIN, ready: 'waits for your approval' },
  { name: 'waiting-none', path: '/waiting', as: USER, ready: 'Nothing waits for you' },
  { name: 'admin-overview', path: '/admin', as: ADMIN, ready: 'qwen3-32b' },
  { name: 'admin-runs', path: '/admin/runs', as: ADMIN, ready: 'Ten thousand steps' },
  { name: 'admin-run', path: '/admin/runs/run-stuck', as: ADMIN, ready: 'quote_fidelity' },
  { name: 'admin-run-prompts-beside', path: '/admin/runs/run-stuck?gate=G6&attempt=2&against=1&tab=prompt', as: ADMIN, ready: 'What failed in attempt 1' },
  { name: 'admin-run-huge', path: '/admin/runs/run-huge', as: ADMIN, ready: 'Ten thousand steps' },
  { name: 'admin-template-versions', path: '/admin/templates/typographic-etymology?version=v1.1.0&against=v1.0.0', as: ADMIN, ready: '8 equal lines' },
  { name: 'admin-prices', path: '/admin/models?model=claude-sonnet-4', as: ADMIN, ready: 'Price list of the provider, 2026-03-01' },
]

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const

/** So many pages are looked at in the time that one test has, on a machine that does something else as well. */
const AT_ONCE = 20
const PARTS = [USER, ADMIN].flatMap((as) => {
  const own = PLACES.filter((place) => place.as === as)
  return Array.from({ length: Math.ceil(own.length / AT_ONCE) }, (_, part) => ({ as, part: part + 1, places: own.slice(part * AT_ONCE, (part + 1) * AT_ONCE) }))
})

for (const look of LOOKS) {
  for (const { as, part, places } of PARTS) {
    test(`${as}'s pages, part ${part}, in ${look.name} are accessible, keep to the checklist, stay within the screen and have a title`, async ({ browser, baseURL, request }) => {
      const context = await signedIn(browser, request, baseURL, as, { colorScheme: look.colorScheme, viewport: look.viewport })
      const page = await context.newPage()
      const crashes: string[] = []
      page.on('pageerror', (error) => crashes.push(error.message))
      for (const place of places) {
        await test.step(place.name, async () => {
          await page.goto(place.path)
          await page.getByText(place.ready).first().waitFor({ timeout: 10_000 })
          await expect(page.locator('[data-skeleton]')).toHaveCount(0)
          await page.screenshot({ path: `e2e-output/mock-pages/${look.name}/${place.name}.png`, fullPage: !place.path.includes('/runs/') })
          expect.soft(await violations(page), `${place.name} in ${look.name}`).toEqual([])
          expect.soft(await shortcomings(page, { phone: look.name === 'phone' }), `${place.name} in ${look.name}: the checklist`).toEqual([])
          expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${place.name} scrolls sideways`).toBeLessThanOrEqual(0)
          expect.soft(await page.title(), place.name).toMatch(/\S · Gatewright$/)
        })
      }
      expect(crashes).toEqual([])
      await context.close()
    })
  }
}
