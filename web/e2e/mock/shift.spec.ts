import { expect, test } from '@playwright/test'
import type { Page, Request } from '@playwright/test'
import { SHIFT, shifts } from '../shifts.ts'
import { RUNS, SCHEDULES } from '../../mock/flow-runs.ts'
import { ADMIN, USER, late, signedIn } from './session.ts'

interface Place {
  path: string
  /** Something that is only there once the page's data is. */
  ready: string | RegExp
  /** Its title, its lead or what can be done there depends on the data: the outline cannot know how much room they take. */
  ofItsOwnLength?: true
}

const ofItsOwnLength = true
const ESSAY = 'run-done-G8-1-essay_html'
const PLACES: [string | null, Place[]][] = [
  [null, [
    { path: '/sign-in', ready: 'Create one' },
    { path: '/sign-up', ready: 'Create account' },
    { path: '/setup?token=fresh', ready: 'Save and sign in' },
    { path: '/recover?token=fresh', ready: 'Save and sign in' },
  ]],
  [USER, [
    { path: '/', ready: 'Etymology Infographic' },
    { path: '/activity', ready: 'Nice' },
    { path: '/activity?status=running', ready: 'Nothing matches' },
    { path: '/activity/run-stuck', ready: 'needs a look', ofItsOwnLength },
    { path: '/activity/run-done', ready: 'UNKNOWN_RUN', ofItsOwnLength },
    { path: '/flows', ready: 'No flows yet' },
    { path: '/schedules', ready: 'No schedules yet' },
    { path: '/workers', ready: 'No worker in the last day' },
    { path: '/waiting', ready: 'Nothing waits for you' },
    { path: '/dead-letters', ready: 'un-stuck', ofItsOwnLength },
    { path: '/archive/retention', ready: 'Your runs' },
    { path: '/nowhere', ready: 'There is nothing here' },
  ]],
  [ADMIN, [
    { path: '/workflows', ready: 'Etymology Infographic' },
    { path: '/workflows?type=infographic', ready: 'Kind: Infographic' },
    { path: '/workflows/typographic-etymology', ready: 'How it works', ofItsOwnLength },
    { path: '/workflows/typographic-etymology/start', ready: 'The word to research', ofItsOwnLength },
    { path: '/workflows/typographic-etymology/start?from=run-done', ready: 'are filled in', ofItsOwnLength },
    { path: '/activity/run-done', ready: 'essay.html', ofItsOwnLength },
    { path: '/activity/run-done?file=run-done-G9-1-QA_REPORT_md', ready: 'Readability', ofItsOwnLength },
    { path: '/activity/run-picture', ready: 'infographic.svg', ofItsOwnLength },
    { path: '/activity/run-approval', ready: 'essay.html', ofItsOwnLength },
    { path: '/activity/run-going', ready: 'Gathered sources', ofItsOwnLength },
    { path: '/activity/run-cancelled', ready: 'Called off', ofItsOwnLength },
    { path: '/files', ready: 'essay.html' },
    { path: '/account', ready: 'Spent this month' },
    { path: '/account/webhooks', ready: 'Posts to the team channel' },
    { path: '/flows', ready: 'nightly-report' },
    { path: '/flows/new', ready: 'No problems' },
    { path: '/flows/greeting', ready: 'No problems', ofItsOwnLength },
    { path: '/flows/greeting?version=1&against=2', ready: '17 equal lines', ofItsOwnLength },
    { path: '/flows/runs', ready: '000a9906' },
    { path: '/flows/runs?status=paused&name=greeting', ready: '000a9906', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.approval}`, ready: 'This step waits for your approval', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.signal}`, ready: 'Send tone', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.failed}`, ready: 'It gave no value.', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.done}?tab=journal`, ready: 'Run completed', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.form}`, ready: 'May this be paid?', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.form}?tab=below`, ready: 'Runs below', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.undone}?step=reserve`, ready: 'What it did was taken back.', ofItsOwnLength },
    { path: '/schedules', ready: 'each-quarter' },
    { path: `/schedules/${SCHEDULES.mornings}`, ready: 'Makes up for', ofItsOwnLength },
    { path: '/schedules/new', ready: 'The next moments' },
    { path: `/schedules/${SCHEDULES.mornings}/edit`, ready: 'Keep changes', ofItsOwnLength },
    { path: '/dead-letters', ready: RUNS.stuck.slice(-8) },
    { path: '/archive', ready: 'nightly-report' },
    { path: '/archive?status=failed', ready: 'Ended: Failed' },
    { path: '/archive/retention', ready: 'For everybody' },
    { path: '/flows/customer-report', ready: '2 under way, 1 waiting', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.queues}?tab=queues&queue=orders`, ready: 'Items of orders', ofItsOwnLength },
    { path: `/flows/runs/${RUNS.waits}`, ready: 'It is next', ofItsOwnLength },
    { path: '/workers', ready: 'mailer-2' },
    { path: '/waiting', ready: 'waits for your approval' },
    { path: '/admin', ready: 'qwen3-32b' },
    { path: '/admin/runs', ready: 'Ten thousand steps' },
    { path: '/admin/runs?status=paused&template=typographic-etymology', ready: 'Knave', ofItsOwnLength },
    { path: '/admin/runs/run-done', ready: 'file_exists' },
    { path: '/admin/runs/run-stuck', ready: 'Places in draft.md', ofItsOwnLength },
    { path: '/admin/runs/run-stuck?gate=G6&attempt=2&against=1&tab=prompt', ready: 'What failed in attempt 1', ofItsOwnLength },
    { path: '/admin/runs/run-done?gate=G6&tab=output', ready: 'Download' },
    { path: '/admin/runs/run-done?gate=G2&tab=files', ready: 'research/SOURCES.md' },
    { path: '/admin/runs/run-going', ready: 'Live' },
    { path: '/admin/runs/run-huge', ready: 'Ten thousand steps' },
    { path: '/admin/artifacts', ready: 'intake/intent.json' },
    { path: `/admin/artifacts/${ESSAY}`, ready: 'SHA-256' },
    { path: '/admin/templates', ready: 'source-brief' },
    { path: '/admin/templates/typographic-etymology', ready: 'No problems', ofItsOwnLength },
    { path: '/admin/templates/typographic-etymology?version=v1.1.0&against=v1.0.0', ready: '8 equal lines', ofItsOwnLength },
    { path: '/admin/templates/new', ready: 'Ctrl-Space' },
    { path: '/admin/agents', ready: 'Prompt' },
    { path: '/admin/models', ready: 'qwen3-32b' },
    { path: '/admin/models?model=claude-sonnet-4', ready: 'Price list of the provider, 2026-03-01' },
    { path: '/admin/users', ready: 'tom@example.org' },
    { path: '/admin/settings', ready: 'OpenAPI document' },
    { path: '/admin/health', ready: 'Shards owned' },
  ]],
]

const VIEWPORTS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
/** Milliseconds by which each answer of the API is late: that is when things jump. Answers at once are measured on the real server. */
const LATE = 200
/** Nothing is under way for so long: everything has come. */
const QUIET_MS = 120
/** How far the place of a thing may differ between the outline of a page and the page, in pixels. */
const OFF = 2
/** Motion shows a change of state and takes no longer than this; what breathes or turns while something is under way is not such motion. */
const LONGEST_MOTION_MS = 200

const ROW = '[data-block=row], [data-block=body] > [role=region] tbody tr'

interface Outline {
  parts: Record<string, { top: number; height: number } | undefined>
  /** Whether it is set in the pages' own face. That face is optional: a busy machine has it late or never, and the system's breaks lines elsewhere. */
  own: boolean
}

/** Where the parts of a page stand: of the outline, and later of what replaces it. */
const blocks = (page: Page) => page.evaluate((row): Outline => {
  const probe = document.body.appendChild(document.createElement('span'))
  Object.assign(probe.style, { position: 'fixed', visibility: 'hidden' })
  probe.textContent = 'Wildly similar'
  const [own, other] = ['Inter, monospace', 'monospace'].map((family) => {
    probe.style.fontFamily = family
    return probe.getBoundingClientRect().width
  })
  probe.remove()
  const parts = Object.fromEntries(['h1', '[data-block=header]', '[data-block=filters]', '[data-block=body]', row].flatMap((selector) => {
    const box = document.querySelector(selector)?.getBoundingClientRect()
    return box ? [[selector, { top: box.top + scrollY, height: box.height }]] : []
  }))
  return { parts, own: own !== other }
}, ROW)

const slowest = (page: Page) => page.evaluate(() => {
  const ms = (times: string) => Math.max(...times.split(',').map((time) => parseFloat(time) * (time.trim().endsWith('ms') ? 1 : 1000)))
  return Math.max(0, ...[...document.querySelectorAll('#root *')].filter((of) => !of.closest('svg, .cm-editor')).map((of) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(of)
    return Math.max(ms(transitionDuration), ['none', 'breathe', 'spin'].includes(animationName) ? 0 : ms(animationDuration))
  }))
})

for (const [size, viewport] of Object.entries(VIEWPORTS)) {
  for (const [who, places] of PLACES) {
    test(`pages of ${who ?? 'nobody'} on a ${size} stand still while answers are late, and their outlines stand where they do`, async ({ browser, baseURL, request }) => {
      test.setTimeout(180_000)
      const context = await signedIn(browser, request, baseURL, who, { viewport, reducedMotion: 'no-preference' })
      await late(context, baseURL, LATE)
      const page = await context.newPage()
      const open = new Set<Request>()
      let changed = Date.now()
      page.on('request', (asked) => {
        if (asked.url().includes('/events')) return
        open.add(asked)
        changed = Date.now()
      })
      const over = (asked: Request) => { if (open.delete(asked)) changed = Date.now() }
      page.on('requestfinished', over)
      page.on('requestfailed', over)
      for (const { path, ready, ofItsOwnLength } of places) {
        await test.step(path, async () => {
          let outline: Outline = { parts: {}, own: true }
          await expect(async () => {
            open.clear()
            await page.goto(path, { waitUntil: 'commit' })
            if (who) {
              await page.locator('h1').or(page.locator('[data-skeleton]')).first().waitFor()
              outline = await blocks(page)
            }
            await page.getByText(ready).or(page.getByLabel(ready)).first().waitFor({ state: 'attached' })
            expect(outline.own && (await blocks(page)).own, 'outline and page are set in their own face').toBe(true)
          }).toPass({ timeout: 60_000 })
          await expect(page.locator('[data-skeleton]')).toHaveCount(0)
          await expect.poll(() => open.size === 0 && Date.now() - changed > QUIET_MS, { intervals: [QUIET_MS / 2] }).toBe(true)
          const { total, seen } = await shifts(page)
          expect.soft(total, `${path} on a ${size}: ${seen.join('; ')}`).toBeLessThanOrEqual(SHIFT)
          expect.soft(await slowest(page), `${path} moves for longer, in ms`).toBeLessThanOrEqual(LONGEST_MOTION_MS)
          const whole = (await blocks(page)).parts
          for (const [part, was] of Object.entries(outline.parts)) {
            const is = whole[part]
            if (!was || !is || ofItsOwnLength) continue
            const off = part === '[data-block=body]' ? Math.abs(was.top - is.top) : part === ROW ? Math.abs(was.height - is.height) : Math.max(Math.abs(was.top - is.top), Math.abs(was.height - is.height))
            expect.soft(off, `${path} on a ${size}: ${part} in the outline ${JSON.stringify(was)}, in the page ${JSON.stringify(is)}`).toBeLessThanOrEqual(OFF)
          }
        })
      }
      await context.close()
    })
  }
}
