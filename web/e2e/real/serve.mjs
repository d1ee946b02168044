// Starts `gatewright up` on an empty data folder, says where it is reached, and ends it, by its process id, when it is told to stop.
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inFront } from './in-front.mjs'

const web = fileURLToPath(new URL('../..', import.meta.url))
const binary = resolve(process.env.GATEWRIGHT ?? join(web, '../target/debug/gatewright'))
const output = join(web, 'e2e-output')
mkdirSync(output, { recursive: true })

const folder = mkdtempSync(join(tmpdir(), 'gatewright-browser-'))
// PostgreSQL runs as another account where we are root, and that one must be able to pass.
chmodSync(folder, 0o711)

const environment = { ...process.env, GATEWRIGHT_DICTIONARIES: join(web, '../samples/dictionaries'), GATEWRIGHT_LOG: 'warn' }
// Nothing of whoever tests shows: no model is called, no other database is used.
for (const name of ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'GEMINI_API_KEY', 'OLLAMA_HOST', 'DATABASE_URL', 'GATEWRIGHT_DATA_DIR']) delete environment[name]

const log = join(output, 'gatewright.log')
const server = spawn(binary, ['up', '--json', '--listen', '127.0.0.1:0', '--data-dir', join(folder, 'data')], {
  env: environment, cwd: folder, detached: true, stdio: ['ignore', 'pipe', openSync(log, 'w')],
})
const gone = (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
let stopping = false
server.on('error', (error) => {
  console.error(`${binary} cannot be started: ${error.message}. Build it with \`make build\`, or name another in GATEWRIGHT.`)
  gone(1)
})
server.on('exit', (code, signal) => {
  if (!stopping) console.error(`gatewright ended by itself (${signal ?? code}); ${log} says why`)
  gone(stopping ? 0 : 1)
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true
    server.kill('SIGTERM')
  })
}

let said = ''
server.stdout.on('data', (piece) => {
  if (said === null) return
  said += piece
  let up
  try {
    up = JSON.parse(said)
  } catch {
    return
  }
  said = null
  void tell(up)
})

/** Where the web application is reached: in the binary, or, with WEB=dist, in the build that stands in front of it. */
async function tell(up) {
  if (process.env.WEB) {
    const front = await inFront(up.url, resolve(web, process.env.WEB))
    up = JSON.parse(JSON.stringify(up).replaceAll(new URL(up.url).origin, front))
  }
  writeFileSync(join(output, 'up.json'), JSON.stringify(up))
  console.log(`gatewright is up at ${up.url}`)
}
