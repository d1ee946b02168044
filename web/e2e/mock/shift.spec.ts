import { expect, test } from '@playwright/test'
import { SHIFT, shifts } from '../shifts.ts'
import { ADMIN, USER, signIn } from './session.ts'

interface Place {
  path: string
  /** Something that is only there once the page's data is. */
  ready: string | RegExp
}

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
    { path: '/activity/run-stuck', ready: 'needs a look' },
    { path: '/activity/run-done', ready: 'UNKNOWN_RUN' },
    { path: '/nowhere', ready: 'There is nothing here' },
  ]],
  [ADMIN, [
    { path: '/workflows', ready: 'Etymology Infographic' },
    { path: '/workflows?type=infographic', ready: 'Kind: Infographic' },
    { path: '/workflows/typographic-etymology', ready: 'How it works' },
    { path: '/workflows/typographic-etymology/start', ready: 'The word to research' },
    { path: '/workflows/typographic-etymology/start?from=run-done', ready: 'are filled in' },
    { path: '/activity/run-done', ready: 'essay.html' },
    { path: '/activity/run-done?file=run-done-G9-1-QA_REPORT_md', ready: 'Readability' },
    { path: '/activity/run-picture', ready: 'infographic.svg' },
    { path: '/activity/run-approval', ready: 'essay.html' },
    { path: '/activity/run-going', ready: 'Gathered sources' },
    { path: '/activity/run-cancelled', ready: 'Called off' },
    { path: '/files', ready: 'essay.html' },
    { path: '/account', ready: 'Spent this month' },
    { path: '/account/webhooks', ready: 'Posts to the team channel' },
    { path: '/admin', ready: 'qwen3-32b' },
    { path: '/admin/runs', ready: 'Ten thousand steps' },
    { path: '/admin/runs?status=paused&template=typographic-etymology', ready: 'Knave' },
    { path: '/admin/runs/run-done', ready: 'file_exists' },
    { path: '/admin/runs/run-stuck', ready: 'Places in draft.md' },
    { path: '/admin/runs/run-stuck?gate=G6&attempt=2&against=1&tab=prompt', ready: 'What failed in attempt 1' },
    { path: '/admin/runs/run-done?gate=G6&tab=output', ready: 'Download' },
    { path: '/admin/runs/run-done?gate=G2&tab=files', ready: 'research/SOURCES.md' },
    { path: '/admin/runs/run-going', ready: 'Live' },
    { path: '/admin/runs/run-huge', ready: 'Ten thousand steps' },
    { path: '/admin/artifacts', ready: 'intake/intent.json' },
    { path: `/admin/artifacts/${ESSAY}`, ready: 'SHA-256' },
    { path: '/admin/templates', ready: 'source-brief' },
    { path: '/admin/templates/typographic-etymology', ready: 'No problems' },
    { path: '/admin/templates/typographic-etymology?version=v1.1.0&against=v1.0.0', ready: '8 equal lines' },
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
const LATE = 300

for (const [size, viewport] of Object.entries(VIEWPORTS)) {
  for (const [who, places] of PLACES) {
    test(`pages of ${who ?? 'nobody'} on a ${size} stand still while answers are late`, async ({ browser, baseURL }) => {
      test.setTimeout(300_000)
      const context = await browser.newContext({ baseURL, viewport, reducedMotion: 'no-preference' })
      const page = await context.newPage()
      if (who) await signIn(page, who)
      await page.route(/\/api\/v1\//, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, LATE))
        await route.continue().catch(() => undefined)
      })
      for (const { path, ready } of places) {
        await test.step(path, async () => {
          await page.goto(path)
          await page.getByText(ready).or(page.getByLabel(ready)).first().waitFor({ state: 'attached' })
          await expect(page.locator('[data-skeleton]')).toHaveCount(0)
          // What comes last, like the word that the connection is live, comes within this.
          await page.waitForTimeout(150 + LATE)
          const { total, seen } = await shifts(page)
          expect.soft(total, `${path} on a ${size}: ${seen.join('; ')}`).toBeLessThanOrEqual(SHIFT)
        })
      }
      await context.close()
    })
  }
}
