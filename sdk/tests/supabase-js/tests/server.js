// A real server with a data folder of its own, started as its users start it.
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const REPOSITORY = resolve(import.meta.dirname, '../../../..')
const BINARY = resolve(REPOSITORY, process.env.GATEWRIGHT ?? 'target/debug/gatewright')
const PATIENCE_MS = 120_000

/** The tester's own settings and keys stay outside. */
function environment() {
  const mine = /^(GATEWRIGHT_|DATABASE_URL$|ANTHROPIC_|OPENAI_|GEMINI_|OLLAMA_)/
  const kept = Object.entries(process.env).filter(([name]) => !mine.test(name))
  return { ...Object.fromEntries(kept), GATEWRIGHT_DICTIONARIES: join(REPOSITORY, 'samples/dictionaries') }
}

/** Starts `gatewright up` on a free port of loopback; resolves once it is up. */
export async function start(...more) {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-sdk-'))
  // The account that runs PostgreSQL, where we are root, has to pass.
  await chmod(folder, 0o711)
  const data = join(folder, 'data')
  const up = spawn(BINARY, ['up', '--json', '--listen', '127.0.0.1:0', '--data-dir', data, ...more], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  up.stderr.on('data', (text) => (said += text))
  const ended = new Promise((done) => up.once('exit', (code, signal) => done(code ?? signal)))

  async function stop() {
    // By its own id: other servers are other people's.
    if (up.exitCode === null && up.signalCode === null) process.kill(up.pid, 'SIGINT')
    const code = await ended
    await rm(folder, { recursive: true, force: true })
    return code
  }

  let told
  try {
    told = await announced(up, ended, () => said)
  } catch (error) {
    await stop()
    throw error
  }

  return {
    url: told.url,
    adminLink: told.admin_link,
    stop,
    /** What stands in the log, once a line of it matches. */
    async logged(pattern) {
      for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((done) => setTimeout(done, 20))) {
        const found = pattern.exec(said)
        if (found) return found
      }
      throw new Error(`nothing like ${pattern} in the log:\n${said}`)
    },
    /** Runs another command on the same data folder; its document. */
    command: (arguments_, input) => command([...arguments_, '--json', '--data-dir', data], input),
  }
}

function announced(up, ended, said) {
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`not up after ${PATIENCE_MS} ms: ${said()}`)), PATIENCE_MS)
    let out = ''
    up.stdout.on('data', (text) => {
      out += text
      try {
        const document = JSON.parse(out)
        clearTimeout(late)
        done(document)
      } catch {
        // The document is not whole yet.
      }
    })
    up.once('error', (error) => failed(new Error(`${BINARY} cannot be started: ${error.message}; build it: make build`)))
    void ended.then((code) => failed(new Error(`ended with ${code}: ${said()}`)))
  })
}

function command(arguments_, input) {
  return new Promise((done, failed) => {
    const child = spawn(BINARY, arguments_, { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] })
    let [out, error] = ['', '']
    child.stdout.on('data', (text) => (out += text))
    child.stderr.on('data', (text) => (error += text))
    child.once('error', failed)
    child.once('close', (code) => {
      if (code === 0) done(JSON.parse(out))
      else failed(new Error(`${arguments_.join(' ')} ended with ${code}: ${error}`))
    })
    child.stdin.end(input ?? '')
  })
}
