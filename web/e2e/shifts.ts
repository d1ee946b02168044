import type { Page } from '@playwright/test'

/** How far a page may jump while it loads, as the browser measures it. Core Web Vitals call up to 0.1 good. */
export const SHIFT = 0.02

/** Everything that moved without anybody having touched the page, and how far. */
export function shifts(page: Page) {
  return page.evaluate(() => new Promise<{ total: number; seen: string[] }>((resolve) => {
    let total = 0
    const seen: string[] = []
    const watcher = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[]) {
        if (entry.hadRecentInput) continue
        total += entry.value
        seen.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}`.slice(0, 90) : '?')).join(' | ')}`)
      }
    })
    watcher.observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => {
      watcher.disconnect()
      resolve({ total, seen })
    }, 50)
  }))
}
