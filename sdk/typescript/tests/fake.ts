// A server that speaks the protocol and keeps everything in memory: the outside world of the SDK.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export const EMAIL = 'ada@example.org'
export const PASSWORD = 'correct horse battery'
export const WHO = { email: EMAIL, password: PASSWORD }

type Body = Record<string, any>

/** A request as it came. */
export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Body
}

/** An answer of a test's own instead of the fake's: a status with a body, or a connection that breaks before or after the work is done. */
export type Fault = { status: number; body?: unknown; headers?: Record<string, string> } | 'break' | 'break after' | undefined

interface FakeTask {
  id: string
  activity: string
  input: unknown
  labels: string[]
  state: 'waiting' | 'leased' | 'completed' | 'failed' | 'gone'
  token: string | null
  delivery: number
  leaseUntil: number
  result: Body | null
  by: string | null
}

export class Fake {
  readonly asked: Asked[] = []
  readonly tasks: FakeTask[] = []
  readonly runs: Body[] = []
  readonly journals = new Map<string, Body[]>()
  /** Looked at before each request. */
  fault: (asked: Asked) => Fault | Promise<Fault> = () => undefined
  expiresIn = 3600
  signIns = 0
  refreshes = 0
  url = ''
  #tokens = new Set<string>()
  #refresh = new Set<string>()
  #server: Server
  #sockets = new Set<Socket>()
  #streams = new Map<string, Set<ServerResponse>>()
  #wake = new Set<() => void>()
  #timer: NodeJS.Timeout

  private constructor() {
    this.#server = this.#made()
    this.#timer = setInterval(() => this.#expire(), 10)
  }

  static async start(): Promise<Fake> {
    const fake = new Fake()
    await fake.#listen(0)
    return fake
  }

  async stop() {
    clearInterval(this.#timer)
    await this.down()
  }

  /** Is away, as during a restart: connections break, and nobody listens. */
  async down() {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((done) => this.#server.close(done))
  }

  async up() {
    this.#server = this.#made()
    await this.#listen(Number(new URL(this.url).port))
  }

  /** No access token is good any more. */
  revoke({ refresh = false } = {}) {
    this.#tokens.clear()
    if (refresh) this.#refresh.clear()
  }

  token(): string {
    const token = `access-${randomUUID()}`
    this.#tokens.add(token)
    return token
  }

  offer(activity: string, input: unknown = null, labels: string[] = []): FakeTask {
    const id = `task-${this.tasks.length + 1}`
    const task: FakeTask = { id, activity, input, labels, state: 'waiting', token: null, delivery: 0, leaseUntil: 0, result: null, by: null }
    this.tasks.push(task)
    this.#woken()
    return task
  }

  /** Nobody wants it any more. */
  drop(task: FakeTask) {
    task.state = 'gone'
  }

  run(fields: Body = {}): Body {
    const run = { id: randomUUID(), name: 'hello', status: 'running', output: null, failure: null, continued_from: null, continued_in: null, attributes: {}, ...fields }
    this.runs.push(run)
    this.journals.set(run.id, [])
    return run
  }

  /** Writes an entry to a run's journal, and tells those who follow it. */
  tell(run: Body, entry: Body) {
    const journal = this.journals.get(run['id'])!
    const recorded = { seq: journal.length + 1, at: new Date().toISOString(), entry }
    journal.push(recorded)
    for (const stream of this.#streams.get(run['id']) ?? []) stream.write(event(recorded))
  }

  /** Breaks the connections of those who follow a run. */
  cut(run: Body) {
    for (const stream of this.#streams.get(run['id']) ?? []) stream.destroy()
  }

  followers(run: Body): number {
    return this.#streams.get(run['id'])?.size ?? 0
  }

  to(path: string): Asked[] {
    return this.asked.filter((asked) => asked.path === path)
  }

  #made(): Server {
    const server = createServer((request, response) => void this.#serve(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    return server
  }

  async #listen(port: number) {
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    let text = ''
    for await (const bytes of request) text += String(bytes)
    const { pathname, searchParams } = new URL(request.url!, this.url)
    const path = pathname.replace(/^\/api\/v1/, '')
    const asked: Asked = { method: request.method!, path, query: searchParams, headers: request.headers, body: text ? JSON.parse(text) : null }
    this.asked.push(asked)
    const fault = await this.fault(asked)
    if (fault === 'break') return void request.socket.destroy()
    if (typeof fault === 'object') return answer(response, fault.status, fault.body ?? problem(fault.status, `HTTP_${fault.status}`), fault.headers)
    if (path === '/auth/v1/token') return this.#grant(asked, response)
    if (!this.#tokens.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) return answer(response, 401, problem(401, 'NOT_SIGNED_IN'))
    if (path.endsWith('/events')) return this.#stream(asked, response)
    const [status, body] = await this.#api(asked, response)
    if (fault === 'break after') return void request.socket.destroy()
    answer(response, status, body)
  }

  #grant({ body, query }: Asked, response: ServerResponse) {
    if (query.get('grant_type') === 'password') {
      if (body['email'] !== EMAIL || body['password'] !== PASSWORD) {
        return answer(response, 400, { code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' })
      }
      this.signIns++
    } else {
      if (!this.#refresh.delete(body['refresh_token'])) return answer(response, 400, { code: 400, error_code: 'refresh_token_not_found', msg: 'Refresh Token Not Found' })
      this.refreshes++
    }
    const refresh_token = `refresh-${randomUUID()}`
    this.#refresh.add(refresh_token)
    answer(response, 200, { access_token: this.token(), refresh_token, expires_in: this.expiresIn })
  }

  async #api({ method, path, body, query }: Asked, response: ServerResponse): Promise<[number, unknown]> {
    const [, first, id, third, name] = path.split('/')
    if (first === 'tasks') return this.#taskApi(id!, body, response)
    if (path === '/flow-runs' && method === 'GET') return [200, this.#page(query)]
    if (path === '/flow-runs') return [201, this.run({ name: body['flow'] ?? 'given', input: body['input'] })]
    if (first === 'flow-runs') {
      const run = this.runs.find((run) => run['id'] === id)
      if (!run) return [404, problem(404, 'UNKNOWN_RUN')]
      if (third === 'updates') return [200, { answer: { name, got: body['payload'] } }]
      if (third === 'queries') return [200, { value: `${name} of ${id}` }]
      return [200, run]
    }
    if (path === '/flows' && method === 'POST') return [201, { flow: { name: 'hello' }, fresh: true, warnings: [] }]
    return [200, { items: [] }]
  }

  async #taskApi(what: string, body: Body, response: ServerResponse): Promise<[number, unknown]> {
    const { completed = [], failed = [], tasks = [] } = body as { completed?: Body[]; failed?: Body[]; tasks?: Body[] }
    switch (what) {
      case 'poll': {
        const results = [...completed.map((result) => this.#result(result, 'completed')), ...failed.map((result) => this.#result(result, 'failed'))]
        const until = Date.now() + body['wait_ms']
        for (;;) {
          if (response.destroyed) return [200, null]
          const free = this.tasks.filter(
            ({ state, activity, labels }) =>
              state === 'waiting' && (!body['activities'] || body['activities'].includes(activity)) && labels.every((label) => body['labels']?.includes(label)),
          )
          if (free.length > 0 || Date.now() >= until) return [200, { tasks: free.slice(0, body['max']).map((task) => this.#lease(task, body)), results }]
          await new Promise<void>((done) => {
            const timer = setTimeout(done, Math.min(20, until - Date.now()))
            this.#wake.add(() => (clearTimeout(timer), done()))
          })
        }
      }
      case 'heartbeat':
        return [200, { results: tasks.map((asked) => this.#hold(asked, body['lease_ms'])) }]
      case 'complete':
        return [200, { results: tasks.map((result) => this.#result(result, 'completed')) }]
      case 'fail':
        return [200, { results: tasks.map((result) => this.#result(result, 'failed')) }]
      case 'release':
        return [200, { results: tasks.map((asked) => this.#release(asked)) }]
      default:
        return [404, problem(404, 'NOT_FOUND')]
    }
  }

  #lease(task: FakeTask, body: Body) {
    task.state = 'leased'
    task.token = randomUUID()
    task.delivery++
    task.leaseUntil = Date.now() + body['lease_ms']
    task.by = body['worker']
    const { id, token, activity, input, delivery } = task
    const lease_until = new Date(task.leaseUntil).toISOString()
    return { id, token, activity, input, run_id: 'run-1', step: 'step', attempt: 1, item: null, delivery, idempotency_key: `key-${id}`, lease_until }
  }

  #held({ id, token }: Body): FakeTask | undefined {
    return this.tasks.find((task) => task.id === id && task.token === token && task.state === 'leased')
  }

  #hold(asked: Body, leaseMs: number) {
    const task = this.#held(asked)
    if (task) task.leaseUntil = Date.now() + leaseMs
    return { id: asked['id'], state: task ? 'held' : 'lost' }
  }

  #release(asked: Body) {
    const task = this.#held(asked)
    if (task) {
      task.state = 'waiting'
      task.token = ''
      this.#woken()
    }
    return { id: asked['id'], state: task ? 'released' : 'lost' }
  }

  #result(asked: Body, state: 'completed' | 'failed') {
    const task = this.#held(asked)
    if (task) {
      task.state = state
      task.result = asked
    }
    return { id: asked['id'], state: task ? 'accepted' : 'lost' }
  }

  #expire() {
    for (const task of this.tasks) {
      if (task.state === 'leased' && Date.now() > task.leaseUntil) {
        task.state = 'waiting'
        this.#woken()
      }
    }
  }

  #woken() {
    const wake = [...this.#wake]
    this.#wake.clear()
    for (const done of wake) done()
  }

  #page(query: URLSearchParams) {
    const from = Number(query.get('cursor') ?? 0)
    const rows = Math.min(Number(query.get('limit')), 2)
    const found = this.runs.filter((run) => !query.has('name') || run['name'] === query.get('name')).reverse()
    return { items: found.slice(from, from + rows), next_cursor: from + rows < found.length ? String(from + rows) : null }
  }

  #stream({ path, headers }: Asked, response: ServerResponse) {
    const run = this.runs.find((run) => run['id'] === path.split('/')[2])!
    const after = Number(headers['last-event-id'] ?? 0)
    const journal = this.journals.get(run['id'])!
    if (run['status'] !== 'running' && after >= journal.length) return void response.writeHead(204).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': here it begins\n\n')
    for (const recorded of journal.slice(after)) response.write(event(recorded))
    const streams = this.#streams.get(run['id']) ?? new Set()
    this.#streams.set(run['id'], streams.add(response))
    response.on('close', () => streams.delete(response))
  }
}

function event(recorded: Body): string {
  return `id: ${recorded['seq']}\nevent: entry\ndata: ${JSON.stringify(recorded)}\n\n`
}

export function problem(status: number, code: string, more: Body = {}) {
  return { type: `/errors/${code}`, title: code, status, code, detail: `what is ${code}`, ...more }
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
  response.end(JSON.stringify(body))
}

/** Until something holds. */
export async function until(holds: () => unknown, what: string, mostMs = 10_000): Promise<void> {
  for (const end = Date.now() + mostMs; !(await holds()); await new Promise((done) => setTimeout(done, 5))) {
    if (Date.now() > end) throw new Error(`${what} has not happened in ${mostMs} ms`)
  }
}
