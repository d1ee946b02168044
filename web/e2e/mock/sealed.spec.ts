import { expect, test } from '@playwright/test'
import { ADMIN, signIn } from './session.ts'

// The snapshots of a trace put a script of their own into every frame.
test.use({ trace: 'off' })

test('a script in a made page does not run, and the browser says so', async ({ page }) => {
  await signIn(page, ADMIN)
  const blocked = page.waitForEvent('console', (message) => message.text().startsWith("Blocked script execution in 'about:srcdoc"))
  await page.goto('/activity/run-done')
  await expect(page.frameLocator('iframe').getByRole('heading', { level: 1, name: 'villain' })).toBeVisible()
  await blocked
  await expect(page.frameLocator('iframe').getByText('A script ran')).toHaveCount(0)
})
