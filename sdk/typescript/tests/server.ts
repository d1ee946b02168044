// A real server with a data folder of its own, started as its users start it.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The package; tests run from its folder `build`. */
export const PACKAGE = resolve(import.meta.dirname, '../..')
const REPOSITORY = resolve(PACKAGE, '../..')
const BINARY = resolve(REPOSITORY, process.env['GATEWRIGHT'] ?? 'target/debug/gatewright')
const PATIENCE_MS = 120_000

/** The tester's own settings and keys stay outside. */
function environment(): NodeJS.ProcessEnv {
  const mine = /^(GATEWRIGHT_|DATABASE_URL$|ANTHROPIC_|OPENAI_|GEMINI_|OLLAMA_)/
  const kept = Object.entries(process.env).filter(([name]) => !mine.test(name))
  return { ...Object.fromEntries(kept), GATEWRIGHT_DICTIONARIES: join(REPOSITORY, 'samples/dictionaries') }
}

export class Server {
  readonly #folder: string
  readonly #data: string
  #up: ChildProcess | null = null
  #ended: Promise<number | NodeJS.Signals | null> = Promise.resolve(0)
  #said = ''
  url = ''

  private constructor(folder: string) {
    this.#folder = folder
    this.#data = join(folder, 'data')
  }

  /** Starts `gatewright up` on a free port of loopback; resolves once it is up. */
  static async start(): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'gatewright-sdk-'))
    // The account that runs PostgreSQL, where we are root, has to pass.
    await chmod(folder, 0o711)
    const server = new Server(folder)
    try {
      await server.#begin('127.0.0.1:0')
    } catch (error) {
      await server.stop()
      throw error
    }
    return server
  }

  /** Ends the server as a service is ended, and starts it again at the same address. */
  async restart() {
    await this.#end()
    await this.#begin(new URL(this.url).host)
  }

  /** Ends the server and removes its folder; how it ended. */
  async stop() {
    const code = await this.#end()
    await rm(this.#folder, { recursive: true, force: true })
    return code
  }

  /** Makes an account and gives what signs it in. */
  async account(email: string): Promise<{ email: string; password: string }> {
    const password = 'correct horse battery'
    await this.#command(['users', 'create', email, '--password-stdin'], `${password}\n`)
    return { email, password }
  }

  async #begin(address: string) {
    const up = spawn(BINARY, ['up', '--json', '--listen', address, '--data-dir', this.#data], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    this.#up = up
    this.#said = ''
    up.stderr.on('data', (text) => (this.#said += text))
    this.#ended = new Promise((done) => up.once('exit', (code, signal) => done(code ?? signal)))
    this.url = await new Promise<string>((done, failed) => {
      const late = setTimeout(() => failed(new Error(`not up after ${PATIENCE_MS} ms: ${this.#said}`)), PATIENCE_MS)
      let out = ''
      up.stdout.on('data', (text) => {
        out += text
        try {
          const { url } = JSON.parse(out) as { url: string }
          clearTimeout(late)
          done(url)
        } catch {
          // The document is not whole yet.
        }
      })
      up.once('error', (error) => failed(new Error(`${BINARY} cannot be started: ${error.message}; build it: make build`)))
      void this.#ended.then((code) => failed(new Error(`ended with ${code}: ${this.#said}`)))
    })
  }

  async #end() {
    const up = this.#up
    // By its own id: other servers are other people's.
    if (up?.pid && up.exitCode === null && up.signalCode === null) process.kill(up.pid, 'SIGINT')
    return this.#ended
  }

  #command(words: string[], input: string): Promise<void> {
    return new Promise((done, failed) => {
      const child = spawn(BINARY, [...words, '--json', '--data-dir', this.#data], { env: environment(), stdio: ['pipe', 'ignore', 'pipe'] })
      let error = ''
      child.stderr.on('data', (text) => (error += text))
      child.once('error', failed)
      child.once('close', (code) => (code === 0 ? done() : failed(new Error(`${words.join(' ')} ended with ${code}: ${error}`))))
      child.stdin.end(input)
    })
  }
}
