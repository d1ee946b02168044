import { defineConfig } from '@playwright/test'
import { chromium } from './e2e/chromium.ts'

// `real`: the binary with its web application and its PostgreSQL, as `gatewright up` starts them on an empty data folder.
export default defineConfig({
  testDir: 'e2e/real',
  outputDir: 'e2e-output/real',
  fullyParallel: true,
  workers: 2,
  // An end for what hangs, not a measure of speed.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: chromium,
    // Without snapshots of the document: they put a script into every frame, the browser complains of it in the sandbox of a made page, and a script of
    // the page itself could not be told from it.
    trace: { mode: 'retain-on-failure', snapshots: false },
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    { name: 'stage', testMatch: 'stage.setup.ts' },
    { name: 'real', testMatch: '*.spec.ts', dependencies: ['stage'] },
    // Taken when asked for: npm run pictures.
    { name: 'pictures', testMatch: 'pictures.ts', dependencies: ['stage'] },
  ],
  webServer: {
    command: 'node e2e/real/serve.mjs',
    wait: { stdout: /gatewright is up at (?<gatewright_url>http:\S+)/ },
    // The first start fetches PostgreSQL where this account has none yet.
    timeout: 180_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stderr: 'pipe',
  },
})
