// The pictures of README.md, taken from the real server: npm run pictures
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, stage, test } from './stage.ts'

const LOOK = { viewport: { width: 1400, height: 860 }, colorScheme: 'light', reducedMotion: 'reduce' } as const

async function take(page: Page, name: string) {
  await expect(page.locator('[data-skeleton]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: fileURLToPath(new URL(`../../../docs/pictures/${name}.png`, import.meta.url)), animations: 'disabled' })
}

test('the gallery', async ({ as }) => {
  const page = await as(stage().owner, LOOK)
  await page.goto('/')
  await page.getByText(/muscle/i).first().waitFor()
  await take(page, 'web-home')
})

test('a run that is under way', async ({ as }) => {
  const page = await as(stage().owner, LOOK)
  await page.goto('/workflows/typographic-etymology/start')
  await page.getByLabel('Word').fill('chocolate')
  // A run takes less time than a page: what comes of it is held back, and the page shows the moment it asked.
  await page.route('**/events*', () => new Promise(() => {}))
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText(/Gather(ed|ing) sources/).waitFor({ timeout: 20_000 })
  await take(page, 'web-progress')
})

test('an essay in the viewer', async ({ as }) => {
  const page = await as(stage().admin, LOOK)
  await page.goto(`/activity/${stage().runs.done}`)
  await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor()
  await take(page, 'web-essay')
})

test('a failed gate in the inspector', async ({ as }) => {
  const page = await as(stage().admin, LOOK)
  await page.goto(`/admin/runs/${stage().runs.failed}`)
  await page.getByRole('region', { name: 'Places in draft.json' }).locator('mark').first().waitFor()
  await take(page, 'web-inspector')
})
