import { expect, test } from '@playwright/test'
import { ADMIN, signIn } from './session.ts'

/** No frame may take longer. */
const FRAME_MS = 50

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  dur?: number
  /** Time the thread worked, in microseconds. */
  tdur?: number
  args?: { name?: string }
}

test('10,000 steps are never all in the document, and no frame of scrolling them takes 50 ms of work', async ({ page, browser }) => {
  await signIn(page, ADMIN)
  await page.goto('/admin/runs/run-huge')
  const steps = page.getByRole('listbox', { name: 'Steps' })
  await page.getByRole('option').first().waitFor()
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel', '__metadata'] })
  const { frames, mostRows } = await steps.evaluate(async (list) => {
    const frames: number[] = []
    let mostRows = 0
    const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
    let last = await nextFrame()
    for (let step = 0; step < 300; step++) {
      list.scrollTop += step % 25 === 24 ? 30_000 : 90
      const now = await nextFrame()
      frames.push(now - last)
      last = now
      mostRows = Math.max(mostRows, list.querySelectorAll('[role=option]').length)
    }
    return { frames, mostRows }
  })
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  // Thread time is what the page itself works: other programs on the machine do not count.
  const main = traceEvents.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.pid === main?.pid && event.tid === main.tid && event.name.endsWith('RunTask')).map((event) => (event.tdur ?? 0) / 1000)
  const at = (times: number[], share: number) => times.sort((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? NaN
  console.log(`scrolling 10,000 steps: longest task ${at(tasks, 1).toFixed(1)} ms of work (${tasks.length} tasks); frames on the clock median ${at(frames, 0.5).toFixed(1)}, 99 % ${at(frames, 0.99).toFixed(1)}, longest ${at(frames, 1).toFixed(1)} ms; at most ${mostRows} rows`)
  expect(mostRows).toBeGreaterThan(5)
  expect(mostRows).toBeLessThan(100)
  expect(tasks.length, 'tasks are measured').toBeGreaterThan(300)
  expect(at(tasks, 1), 'the longest task in ms of work').toBeGreaterThan(0)
  expect(at(tasks, 1), 'the longest task in ms of work').toBeLessThan(FRAME_MS)
  await steps.focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('option', { name: /S10000/ })).toBeVisible()
})
