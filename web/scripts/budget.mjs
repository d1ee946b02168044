// Fails the build when a first page weighs more than the budget: everything a browser fetches to show it, gzipped (fonts as they are).
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET = 250_000
// Signing in, home and the workflows come with the application itself. The auth library is counted though a visit with a session that holds does without it.
const FIRST_PAGES = {
  'sign in, home, workflows': ['node_modules/@supabase/auth-js/'],
  activity: ['src/features/runs/activity-page.tsx', 'node_modules/@supabase/auth-js/'],
}
const ALWAYS = ['index.html', 'theme.js', 'fonts/inter-latin.woff2']

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const weigh = (file) => {
  const bytes = readFileSync(new URL(file, dist))
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length
}

function collect(key, files) {
  const chunk = manifest[key]
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const style of chunk.css ?? []) files.add(style)
  for (const next of chunk.imports ?? []) collect(next, files)
}

let heaviest = 0
for (const [page, sources] of Object.entries(FIRST_PAGES)) {
  const files = new Set(ALWAYS)
  for (const source of ['index.html', ...sources]) {
    const key = Object.keys(manifest).find((candidate) => candidate === source || (source.endsWith('/') && candidate.includes(source)))
    if (!key) throw new Error(`budget: the build has no chunk for ${source}; was it renamed?`)
    collect(key, files)
  }
  const total = [...files].reduce((sum, file) => sum + weigh(file), 0)
  heaviest = Math.max(heaviest, total)
  console.log(`budget: ${page.padEnd(24)} ${(total / 1000).toFixed(1)} kB of ${BUDGET / 1000} kB in ${files.size} files`)
  if (process.argv.includes('--verbose')) {
    for (const file of files) console.log(`  ${(weigh(file) / 1000).toFixed(1).padStart(7)} kB  ${file}`)
  }
}
if (heaviest > BUDGET) {
  console.error(`budget: a first page weighs ${(heaviest / 1000).toFixed(1)} kB, more than ${BUDGET / 1000} kB. Load something later (scripts/budget.mjs --verbose lists the files).`)
  process.exit(1)
}
