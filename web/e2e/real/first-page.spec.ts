import { expect, signedIn, stage, test } from './stage.ts'

/** What a first visit may fetch of the application, as it comes over the wire. */
const BYTES = 250_000
/** How often the time is taken. It is told and decides nothing: a machine may be busy with other things. */
const ROUNDS = 3

for (const [name, path, who] of [['sign in', '/sign-in', null], ['home', '/', 'owner'], ['workflows', '/workflows', 'owner']] as const) {
  test(`a first visit to ${name} weighs less than 250 kB`, async ({ browser }) => {
    const times: number[] = []
    let weight = 0
    for (let round = 0; round < ROUNDS; round++) {
      const context = await signedIn(browser, who && stage()[who])
      await context.addInitScript(() => {
        // Usable: the title stands, and where data belongs there is data.
        const look = () => {
          if (!document.querySelector('h1') || !document.querySelector('main :is(a, button, input)') || document.querySelector('main [data-skeleton]')) return
          Object.assign(window, { usableAt: performance.now() })
          watcher.disconnect()
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document, { childList: true, subtree: true })
      })
      const page = await context.newPage()
      await page.goto(path)
      await page.waitForFunction(() => 'usableAt' in window)
      const seen = await page.evaluate(() => {
        const fetched = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] as PerformanceResourceTiming[]
        const ours = fetched.filter((entry) => !/\/(api|auth)\/v1\//.test(entry.name))
        return { weight: ours.reduce((sum, entry) => sum + entry.transferSize, 0), files: ours.length, at: (window as unknown as { usableAt: number }).usableAt }
      })
      expect(seen.files, 'files are counted').toBeGreaterThan(3)
      weight = Math.max(weight, seen.weight)
      times.push(seen.at)
      await context.close()
    }
    console.log(`first visit to ${name}: ${(weight / 1000).toFixed(1)} kB, usable after ${times.map((time) => time.toFixed(0)).join(', ')} ms`)
    expect(weight).toBeGreaterThan(100_000)
    expect(weight).toBeLessThan(BYTES)
  })
}
