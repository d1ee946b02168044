import { readFileSync } from 'node:fs'
import { PASSWORD, expect, test } from './stage.ts'

test('somebody signs up, is told what a form lacks, follows the work live, accepts it, reads the essay, keeps it, and begins again with changes', async ({ as }) => {
  const page = await as(null)
  await page.goto('/workflows/typographic-etymology')
  await page.getByRole('link', { name: 'Create one' }).click()
  await page.getByLabel('Name').fill('Nora Quist')
  await page.getByLabel('E-mail').fill('nora@example.org')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()

  // Back at what was asked for before signing up.
  await expect(page.getByRole('heading', { level: 1, name: 'Typographic / Etymology Visual Essay' })).toBeVisible()
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hello, Nora Quist' })).toBeVisible()
  await expect(page.getByText('Nothing yet')).toBeVisible()
  await page.getByRole('link', { name: /Typographic \/ Etymology Visual Essay/ }).click()
  await page.getByRole('link', { name: 'Start', exact: true }).click()

  // The form says what is wrong at the field, and keeps what was typed.
  const word = page.getByLabel('Word')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('Write a word.')).toBeVisible()
  await expect(word).toBeFocused()
  await word.fill('qqxzzy')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(word).toHaveAccessibleDescription(/qqxzzy/)
  await expect(word).toBeFocused()
  await expect(word).toHaveValue('qqxzzy')
  await word.fill('curfew')
  await page.getByText('Cultural', { exact: true }).click()
  await page.getByRole('button', { name: 'Start' }).click()

  // Progress comes by itself: this page is not loaded again.
  await expect(page.getByRole('heading', { level: 1, name: /curfew/i })).toBeVisible()
  await page.evaluate(() => Object.assign(window, { stayed: true }))
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await expect(page.getByText('Look at it, then accept it')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('main')).not.toContainText(/\b(gate|agent|contract)s?\b/i)
  const essay = page.frameLocator('iframe[title="essay.html"]')
  await expect(essay.getByRole('heading', { level: 1 })).toContainText(/curfew/i)
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill('Just what I wanted')
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
  await expect(page.getByText(/Finished\. /)).toBeVisible()
  expect(await page.evaluate(() => 'stayed' in window), 'the page was loaded again').toBe(true)

  // The essay is somebody's content: it gets no script, no origin and no way out.
  await expect(page.locator('iframe')).toHaveAttribute('sandbox', '')
  const inside = essay.locator('a[href^="#"]:not(.skip):visible').first()
  const target = (await inside.getAttribute('href')) ?? ''
  await inside.click()
  await expect(essay.locator(`[id="${target.slice(1)}"]`)).toBeInViewport()
  expect(page.url()).not.toContain(target)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download everything' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^curfew.*\.zip$/)
  const zip = readFileSync(await file.path())
  expect(zip.subarray(0, 2).toString()).toBe('PK')
  for (const name of ['essay.html', 'essay.md', 'essay.pdf', 'manifest.json', 'QA-REPORT.md']) expect(zip.includes(name), `${name} in the archive`).toBe(true)

  // History, then the same again with one change.
  await page.getByRole('link', { name: 'Activity', exact: true }).click()
  await page.getByRole('main').getByRole('link', { name: /curfew/i }).click()
  await page.getByRole('link', { name: 'Run again with changes' }).click()
  await expect(word).toHaveValue('curfew')
  await expect(page.getByRole('radio', { name: 'Cultural' })).toBeChecked()
  await word.fill('boycott')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /boycott/i })).toBeVisible()
  await page.getByRole('button', { name: 'Call off' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Call off' }).click()
  await expect(page.getByText(/Called off\. /)).toBeVisible()
  await page.getByRole('link', { name: 'Activity', exact: true }).click()
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2)
})

test('documents are handed in with the question, and the brief cites them', async ({ as }) => {
  const page = await as(null)
  await page.goto('/sign-up')
  await page.getByLabel('E-mail').fill('otto@example.org')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: /Cited Brief from Your Sources/ }).click()
  await page.getByRole('link', { name: 'Start', exact: true }).click()
  await page.getByLabel('Question').fill('When was the harbour light built?')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('Add at least one document.')).toBeVisible()
  await page.locator('input[type=file]').setInputFiles([
    { name: 'harbour.md', mimeType: 'text/markdown', buffer: Buffer.from('# Harbour\n\nThe harbour light was built in 1876. It was first lit with oil. Its keeper lived beside it.\n') },
  ])
  await expect(page.getByText('harbour.md')).toBeVisible()
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('Look at it, then accept it')).toBeVisible({ timeout: 60_000 })
  await expect(page.frameLocator('iframe').getByText('1876').first()).toBeVisible()
})
