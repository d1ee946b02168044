import type { Page } from '@playwright/test'
import { violations } from '../axe.ts'
import { shortcomings } from '../checklist.ts'
import { SHIFT, shifts } from '../shifts.ts'
import { api, complaintsOf, expect, signedIn, stage, test } from './stage.ts'
import type { Stage } from './stage.ts'

type Who = 'nobody' | 'newcomer' | 'owner' | 'admin'

interface Place {
  name: string
  path: string
  /** Something that is only there once the page's data is. */
  ready: string | RegExp
  /** An answer the server is meant to refuse. */
  refused?: true
}

const places = ({ runs }: Stage, essay: string): Record<Who, Place[]> => ({
  nobody: [
    { name: 'sign-in', path: '/sign-in', ready: 'Create one' },
    { name: 'sign-up', path: '/sign-up', ready: 'At least 6 characters.' },
    { name: 'setup', path: '/setup?token=fresh', ready: 'Save and sign in' },
    { name: 'setup-incomplete', path: '/setup', ready: 'This link is incomplete' },
    { name: 'recover', path: '/recover', ready: 'Send the link' },
    { name: 'recover-new', path: '/recover?token=fresh', ready: 'Choose a new password' },
  ],
  newcomer: [
    { name: 'home-empty', path: '/', ready: 'Nothing yet' },
    { name: 'activity-empty', path: '/activity', ready: 'Nothing yet' },
    { name: 'activity-none', path: '/activity?status=failed', ready: 'Nothing matches' },
    { name: 'files-empty', path: '/files', ready: 'No files yet' },
    { name: 'webhooks-empty', path: '/account/webhooks', ready: 'No webhooks' },
    { name: 'foreign-run', path: `/activity/${runs.done}`, ready: 'UNKNOWN_RUN', refused: true },
  ],
  owner: [
    { name: 'home', path: '/', ready: /muscle/i },
    { name: 'workflows', path: '/workflows', ready: 'Etymology Infographic' },
    { name: 'workflows-none', path: '/workflows?q=zebra', ready: 'No workflow matches' },
    { name: 'workflow', path: '/workflows/typographic-etymology', ready: 'How it works' },
    { name: 'start', path: '/workflows/typographic-etymology/start', ready: 'The word to research' },
    { name: 'start-again', path: `/workflows/etymology-infographic/start?from=${runs.ownDone}`, ready: 'are filled in' },
    { name: 'start-files', path: '/workflows/source-brief/start', ready: 'Choose documents' },
    { name: 'activity', path: '/activity', ready: /daisy/i },
    { name: 'waiting', path: `/activity/${runs.ownWaiting}`, ready: 'infographic.svg' },
    { name: 'result-picture', path: `/activity/${runs.ownDone}`, ready: 'infographic.svg' },
    { name: 'files', path: '/files', ready: 'infographic.svg' },
    { name: 'account', path: '/account', ready: 'Spent this month' },
    { name: 'missing', path: '/nowhere', ready: 'There is nothing here' },
  ],
  admin: [
    { name: 'result-essay', path: `/activity/${runs.done}`, ready: 'essay.html' },
    { name: 'result-brief', path: `/activity/${runs.brief}`, ready: /Finished\. / },
    { name: 'stuck', path: `/activity/${runs.failed}`, ready: 'needs a look' },
    { name: 'called-off', path: `/activity/${runs.cancelled}`, ready: 'Called off' },
    { name: 'admin-overview', path: '/admin', ready: 'VALIDATION_FAILED' },
    { name: 'admin-runs', path: '/admin/runs', ready: /villain/i },
    { name: 'admin-runs-filtered', path: '/admin/runs?status=paused&template=riddle', ready: /nice/i },
    { name: 'admin-run-failed', path: `/admin/runs/${runs.failed}`, ready: 'VALIDATION_FAILED' },
    { name: 'admin-run-beside', path: `/admin/runs/${runs.failed}?gate=G5&attempt=2&against=1&tab=prompt`, ready: /^Attempt 1$/ },
    { name: 'admin-run-output', path: `/admin/runs/${runs.done}?gate=G6&tab=output`, ready: 'Download' },
    { name: 'admin-run-files', path: `/admin/runs/${runs.done}?gate=G2&tab=files`, ready: 'research/SOURCES.md' },
    { name: 'admin-run-facts', path: `/admin/runs/${runs.done}?gate=G6&tab=facts`, ready: 'Began because' },
    { name: 'admin-run-waiting', path: `/admin/runs/${runs.waiting}`, ready: 'waits for approval' },
    { name: 'admin-artifacts', path: '/admin/artifacts', ready: 'manifest.json' },
    { name: 'admin-artifact', path: `/admin/artifacts/${essay}`, ready: 'SHA-256' },
    { name: 'admin-templates', path: '/admin/templates', ready: 'source-brief' },
    { name: 'admin-template', path: '/admin/templates/typographic-etymology', ready: 'No problems' },
    { name: 'admin-template-new', path: '/admin/templates/new', ready: 'Ctrl-Space' },
    { name: 'admin-agents', path: '/admin/agents', ready: 'Prompt' },
    { name: 'admin-models', path: '/admin/models', ready: 'claude-haiku-3.5' },
    { name: 'admin-prices', path: '/admin/models?model=claude-sonnet-4', ready: 'Per 1,000' },
    { name: 'admin-users', path: '/admin/users', ready: 'tom.berg@example.org' },
    { name: 'admin-settings', path: '/admin/settings', ready: 'OpenAPI document' },
    { name: 'admin-health', path: '/admin/health', ready: 'Shards owned' },
  ],
})

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const

/** Everything has arrived: no placeholder is left, fonts and pictures are there. */
async function settled(page: Page, ready: string | RegExp) {
  await page.getByText(ready).filter({ visible: true }).first().waitFor({ timeout: 15_000 })
  await expect(page.locator('[data-skeleton]')).toHaveCount(0)
  await Promise.all(page.frames().map((frame) => frame.waitForLoadState()))
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

for (const look of LOOKS) {
  for (const who of ['nobody', 'newcomer', 'owner', 'admin'] as const) {
    test(`pages of ${who} in ${look.name}: accessible, within the screen, without a jump or a complaint`, async ({ browser, request }) => {
      test.setTimeout(180_000)
      const set = stage()
      const artifacts = await api(request, set.admin).call<{ items: { id: string; file_path: string }[] }>('GET', `/runs/${set.runs.done}/artifacts`)
      const essay = artifacts.items.find((item) => item.file_path === 'essay.html')?.id ?? ''
      const context = await signedIn(browser, who === 'nobody' ? null : set[who], { colorScheme: look.colorScheme, viewport: look.viewport })
      const complained = complaintsOf(context)
      const page = await context.newPage()
      for (const place of places(set, essay)[who]) {
        await test.step(place.name, async () => {
          complained.refusals.length = 0
          await page.goto(place.path)
          await settled(page, place.ready)
          const { total, seen } = await shifts(page)
          expect.soft(total, `${place.name} in ${look.name} jumps: ${seen.join('; ')}`).toBeLessThanOrEqual(SHIFT)
          await page.screenshot({ path: `e2e-output/pages/${look.name}/${place.name}.png`, fullPage: true })
          expect.soft(await violations(page), `${place.name} in ${look.name}`).toEqual([])
          expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${place.name} in ${look.name} scrolls sideways`).toBeLessThanOrEqual(0)
          expect.soft(await shortcomings(page, { phone: look.name === 'phone' }), `${place.name} in ${look.name}: the checklist`).toEqual([])
          expect.soft(await page.title(), place.name).toMatch(/\S · Gatewright$/)
          if (!place.refused) expect.soft(complained.refusals, `${place.name}: what could not be loaded`).toEqual([])
        })
      }
      expect(complained.all).toEqual([])
      await context.close()
    })
  }
}
