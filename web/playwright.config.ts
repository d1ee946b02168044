import { defineConfig } from '@playwright/test'
import { chromium } from './e2e/chromium.ts'

const port = 4820

// `mock`: the built application before the made-up server, for what a real one does not show at will: ten thousand steps, refusals, broken connections.
export default defineConfig({
  outputDir: 'e2e-output/mock',
  fullyParallel: true,
  workers: 2,
  // An end for what hangs, not a measure of speed: a slow machine takes several times as long as a fast one.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: chromium,
    // A picture of the moment it failed is enough; a film of everything that did not fail takes its time.
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false },
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [{ name: 'mock', testDir: 'e2e/mock' }],
  webServer: { command: `npm run preview -- --port ${port} --strictPort`, url: `http://127.0.0.1:${port}/theme.js`, reuseExistingServer: false, stdout: 'ignore' },
})
