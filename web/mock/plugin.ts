// A made-up server inside Vite: `npm run dev` gives a working product without a database.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import type { Attributes, FieldError, FlowRun, Json, Retention, RetentionLimits, Run, ScheduleDefinition, User } from '../src/api/types'
import * as f from './fixtures.ts'
import * as flows from './flows.ts'
import * as keeping from './keeping.ts'
import * as backlog from './queues.ts'
import * as plans from './schedules.ts'
import * as world from './world.ts'

const SESSION_S = 3600
const users = new Map(f.USERS.map((user) => [user.id, { ...user }]))
const started = new Map<string, world.Live>()
let webhooks = [...f.WEBHOOKS]
const models = f.MODELS.map((model) => ({ ...model }))
const templates = f.TEMPLATES.map((template) => ({ ...template }))
const prices = [...f.PRICES]

class AuthRefusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message)
  }
}

class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly errors?: FieldError[]) {
    super(detail)
  }
}
const stageOf = (gate: string) => {
  const stage = f.STAGES[(Number(gate.replace(/\D/g, '')) - 1) % f.STAGES.length]
  if (!stage) throw missing()
  return stage
}
const missing = () => new Refusal(404, 'NOT_FOUND', 'There is nothing here that you may see.')

interface Request {
  method: string
  path: string[]
  query: URLSearchParams
  body: Buffer
  headers: IncomingMessage['headers']
  user: User | undefined
  response: ServerResponse
}

export function mockServer(): Plugin {
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? '/', 'http://mock')
    if (!url.pathname.startsWith('/api/v1/') && !url.pathname.startsWith('/auth/v1/')) return next()
    const parts: Buffer[] = []
    // Somebody who wants to see pages wait says so in a cookie: document.cookie = 'late=300'
    const late = url.pathname.startsWith('/api/') ? Number(/(?:^|; )late=(\d+)/.exec(request.headers.cookie ?? '')?.[1] ?? 0) : 0
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => setTimeout(() => {
      const of: Request = {
        method: request.method ?? 'GET', path: url.pathname.split('/').slice(3).map(decodeURIComponent), query: url.searchParams, body: Buffer.concat(parts), headers: request.headers,
        user: userOf(request.headers.authorization), response,
      }
      try {
        const answer = url.pathname.startsWith('/auth/') ? auth(of) : api(of)
        if (answer !== undefined) json(response, of.method === 'POST' && answer === started.get(String(of.headers['idempotency-key']))?.run ? 201 : 200, answer)
      } catch (error) {
        if (error instanceof AuthRefusal) return json(response, error.status, { code: error.status, error_code: error.code, msg: error.message })
        const refusal = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', String(error))
        json(response, refusal.status, { type: `/errors/${refusal.code}`, title: 'Refused', status: refusal.status, code: refusal.code, detail: refusal.message, errors: refusal.errors }, 'application/problem+json')
      }
    }, late))
  }
  return {
    name: 'gatewright-mock',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  }
}

function json(response: ServerResponse, status: number, value: unknown, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type })
  response.end(value === null ? '' : JSON.stringify(value))
}

// Accounts: a token is `mock.<base64 claims>.x` with the account's id; any password of six characters will do.
const tokenOf = (user: User) => ['e30', Buffer.from(JSON.stringify({ sub: user.id, role: 'authenticated', exp: Math.floor(Date.now() / 1000) + SESSION_S })).toString('base64url'), 'x'].join('.')

function userOf(header: string | undefined): User | undefined {
  try {
    const claims = JSON.parse(Buffer.from(header?.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }
    return users.get(claims.sub)
  } catch {
    return undefined
  }
}

const session = (user: User) => ({ access_token: tokenOf(user), token_type: 'bearer', expires_in: SESSION_S, expires_at: Math.floor(Date.now() / 1000) + SESSION_S, refresh_token: `refresh-${user.id}`, user: authUser(user) })
const authUser = (user: User) => ({ id: user.id, aud: 'authenticated', role: 'authenticated', email: user.email, created_at: user.created_at, app_metadata: {}, user_metadata: {} })

function auth({ method, path, query, body, user, response }: Request): unknown {
  const sent = body.length ? (JSON.parse(body.toString()) as Record<string, string> & { data?: { display_name?: string } }) : ({} as Record<string, string> & { data?: { display_name?: string } })
  const byEmail = [...users.values()].find((candidate) => candidate.email === sent.email)
  switch (`${method} ${path[0] ?? ''}`) {
    case 'POST token': {
      const known = query.get('grant_type') === 'refresh_token' ? users.get(String(sent.refresh_token).replace('refresh-', '')) : byEmail
      if (!known || (sent.password !== undefined && sent.password.length < 6)) throw new AuthRefusal(400, 'invalid_credentials', 'Invalid login credentials')
      return session(known)
    }
    case 'POST signup': {
      if (byEmail) throw new AuthRefusal(422, 'user_already_exists', 'User already registered')
      return session(addUser(sent.email ?? '', sent.data?.display_name))
    }
    case 'POST verify':
      if (sent.token_hash === 'used') throw new AuthRefusal(403, 'otp_expired', 'Token has expired or is invalid')
      return session(f.ADMIN)
    case 'PUT user':
    case 'GET user':
      if (!user) throw new AuthRefusal(401, 'no_authorization', 'No token')
      return authUser(user)
    case 'POST recover':
      return {}
    default:
      response.writeHead(204).end()
      return undefined
  }
}

function addUser(email: string, display_name?: string, role = 'user'): User {
  const user: User = { ...f.USER, id: `u-${users.size + 1}`, email, display_name: display_name || null, role, roles: [role], runs_total: 0, created_at: new Date().toISOString(), last_sign_in_at: null }
  users.set(user.id, user)
  return user
}

function api(request: Request): unknown {
  const { method, path, query, body, user, response } = request
  const [resource, id, sub, subId, action, number] = path
  if (resource === 'settings') return f.SETTINGS
  if (!user) throw new Refusal(401, 'NOT_SIGNED_IN', 'Sign in first.')
  const admin = user.role === 'admin'
  const needAdmin = () => {
    if (!admin) throw new Refusal(403, 'FORBIDDEN', 'Only administrators may do this.')
  }
  const sent = () => (body.length ? JSON.parse(body.toString()) : {}) as Record<string, never>
  switch (resource) {
    case 'me':
      if (method === 'PATCH') Object.assign(user, sent())
      return user
    case 'users':
      needAdmin()
      return usersApi(request)
    case 'templates':
      return templatesApi(request, admin)
    case 'definitions':
      needAdmin()
      return id === 'schema' ? f.DEFINITION_SCHEMA : definitions(sent() as unknown as { files: { name: string; text: string }[]; check_only: boolean })
    case 'agents':
      needAdmin()
      return { items: f.AGENTS }
    case 'runs':
      return id === undefined && method === 'POST' ? create(request, user) : id === undefined ? listRuns(request, user) : runApi(request, user, id, sub, subId, action, Number(number))
    case 'flows':
      return flowsApi(request, user)
    case 'flow-runs':
      return flowRunsApi(request, user)
    case 'schedules':
      return schedulesApi(request, user)
    case 'dead-letters':
      return deadLettersApi(request, user)
    case 'archived-runs':
      return archivedRunsApi(request, user)
    case 'retention':
      if (method === 'PUT' && id === 'limits') needAdmin()
      if (method === 'PUT') keeping.say(id === 'limits' ? { limits: JSON.parse(body.toString()) as RetentionLimits } : (JSON.parse(body.toString()) as Partial<Retention>))
      return id === 'limits' ? keeping.retention.limits : keeping.retention
    case 'workers':
      return { items: admin ? plans.WORKERS() : [] }
    case 'task-queues':
      return { items: admin ? plans.QUEUES() : [] }
    case 'artifacts': {
      const all = [...world.live.values()].filter((entry) => world.visible(user, entry) && (admin && query.get('scope') === 'all' ? true : entry.run.user_id === user.id || id !== undefined)).flatMap((entry) => world.artifacts(entry).map((item) => ({ ...item, run_name: entry.run.display_name, project_slug: entry.run.project_slug, template: entry.run.template })))
      if (id === undefined) {
        const q = query.get('q')?.toLowerCase() ?? ''
        return page(all.filter((item) => item.current && (!q || `${item.file_path} ${item.run_name}`.toLowerCase().includes(q)) && (!query.get('type') || item.artifact_type === query.get('type'))), query)
      }
      const artifact = all.find((item) => item.id === id)
      if (!artifact) throw missing()
      if (sub !== 'content') return artifact
      response.writeHead(200, { 'Content-Type': artifact.media_type ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' })
      response.end(artifact.gate_id === 'G6' ? f.output(stageOf('G6'), artifact.attempt_number) : f.fileText(artifact.file_path))
      return undefined
    }
    case 'models': {
      const model = models.find((candidate) => candidate.id === id)
      if (id === undefined) return { items: models }
      needAdmin()
      if (!model) throw missing()
      if (sub === 'prices' && method === 'POST') {
        const price = { valid_from: new Date().toISOString(), valid_to: null, ...(sent() as object) } as (typeof prices)[number]
        for (const old of prices) if (old.component === price.component && old.valid_to === null) old.valid_to = price.valid_from
        prices.unshift(price)
        return price
      }
      return sub === 'prices' ? { items: prices } : Object.assign(model, sent())
    }
    case 'costs':
      return f.costs(query.get('month') ?? '2026-11')
    case 'reports': {
      needAdmin()
      const entries = [...world.live.values()]
      const failing = entries.filter((entry) => entry.run.waiting_for?.kind === 'decision').map((entry) => ({ gate_id: entry.run.waiting_for?.gate ?? '', gate_name: entry.run.waiting_for?.title ?? '', run_id: entry.run.id, run_name: entry.run.display_name, fail_codes: ['QUOTE_NOT_FOUND', 'NUMBER_UNSUPPORTED'], since: entry.run.started_at ?? entry.run.created_at }))
      return f.overview(Number(query.get('days') ?? 30), entries.map((entry) => entry.run).filter((run) => ['running', 'paused', 'pending'].includes(run.status)), failing)
    }
    case 'health':
      needAdmin()
      return f.HEALTH
    case 'webhooks':
      if (id === undefined && method === 'POST') {
        const hook = { id: `w-${webhooks.length + 1}`, is_active: true, description: null, created_at: new Date().toISOString(), last_delivery_status: null, ...(sent() as object) } as (typeof webhooks)[number]
        webhooks = [...webhooks, hook]
        return { ...hook, secret: 'whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLW1vY2s' }
      }
      if (id === undefined) return { items: webhooks }
      if (sub === 'deliveries') return { items: f.DELIVERIES }
      if (sub === 'test') return f.DELIVERIES[0]
      if (method === 'DELETE') {
        webhooks = webhooks.filter((hook) => hook.id !== id)
        response.writeHead(204).end()
        return undefined
      }
      return Object.assign(webhooks.find((hook) => hook.id === id) ?? {}, sent())
    default:
      throw missing()
  }
}

function page<T>(items: T[], query: URLSearchParams) {
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  return { items: items.slice(from, to), next_cursor: to < items.length ? String(to) : null }
}

function usersApi({ method, path: [, id, sub], query, body, user: me }: Request): unknown {
  const q = query.get('q')?.toLowerCase() ?? ''
  const sent = () => JSON.parse(body.toString()) as { email?: string; display_name?: string; role?: string }
  if (id === undefined && method === 'POST') {
    const { email = '', display_name, role } = sent()
    if ([...users.values()].some((user) => user.email === email)) throw new Refusal(409, 'EMAIL_TAKEN', 'There is an account with this address already.')
    return { ...addUser(email, display_name, role), invite_link: 'http://127.0.0.1:8420/setup?token=made-up-token' }
  }
  if (id === undefined) return page([...users.values()].filter((user) => `${user.email ?? ''} ${user.display_name ?? ''}`.toLowerCase().includes(q)), query)
  const user = users.get(id)
  if (!user) throw missing()
  if (sub === 'deletion') return { runs: user.runs_total, active_runs: user.id === f.USER.id ? 1 : 0, artifacts: user.runs_total * 13, templates: user.id === me?.id ? 1 : 0 }
  if (method === 'DELETE') {
    users.delete(id)
    const transfer = query.get('runs') !== 'delete'
    return { deleted: true, runs_transferred: transfer ? user.runs_total : 0, runs_deleted: transfer ? 0 : user.runs_total, runs_cancelled: 0 }
  }
  if (method === 'PATCH') {
    const change = sent()
    if (change.role && change.role !== 'admin' && [...users.values()].filter((other) => other.role === 'admin').length === 1 && user.role === 'admin') throw new Refusal(409, 'LAST_ADMIN', 'This is the last administrator. Make somebody else one first.')
    Object.assign(user, change, change.role ? { roles: [change.role] } : {})
  }
  return user
}

function templatesApi({ method, path: [, slug, sub, version], query, body, response }: Request, admin: boolean): unknown {
  if (slug === undefined) {
    const q = query.get('q')?.toLowerCase() ?? ''
    return {
      items: templates.filter((item) =>
        (item.is_active || (admin && query.get('include_inactive') === 'true')) && (!query.get('type') || item.type === query.get('type')) && (!query.get('depth') || item.depth === query.get('depth'))
        && (!query.get('tag') || item.tags.includes(query.get('tag') ?? '')) && `${item.name} ${item.description}`.toLowerCase().includes(q)),
    }
  }
  const template = templates.find((item) => item.slug === slug)
  if (!template) throw missing()
  if (method === 'PATCH') return Object.assign(template, JSON.parse(body.toString()))
  if (method === 'DELETE') {
    template.is_active = false
    response.writeHead(204).end()
    return undefined
  }
  if (sub === 'estimate') return { estimated_cost_usd: template.estimated_cost_usd, estimated_tokens: 52_000, model: null }
  if (sub !== 'specs') return f.detail(template)
  if (version === undefined) return { items: f.specs(slug) }
  const spec = f.specs(slug).find((item) => item.version === version)
  if (!spec) throw missing()
  return { ...spec, source: admin ? f.specSource(slug, version) : null, definition: {} }
}

/** Knows just enough of definitions to show problems at their places. */
function definitions({ files, check_only }: { files: { name: string; text: string }[]; check_only: boolean }): unknown {
  const errors: FieldError[] = []
  for (const { name, text } of files) {
    text.split('\n').forEach((line, index) => {
      const unknown = /^ {2}(?: {2})*(?:- )?(colour|foo|gaet_id)\b/.exec(line)
      if (unknown) errors.push({ file: name, path: unknown[1] ?? '', line: index + 1, column: line.search(/\S/) + 1, message: `unknown field \`${unknown[1] ?? ''}\`` })
      const phase = /phase: (\w+)/.exec(line)
      if (phase && !['intake', 'research', 'design', 'production', 'audit', 'publication'].includes(phase[1] ?? '')) errors.push({ file: name, path: 'spec.stages[0].phase', line: index + 1, column: line.indexOf('phase:') + 8, message: `unknown phase \`${phase[1] ?? ''}\`; one of intake, research, design, production, audit, publication` })
    })
    if (!/^template:/m.test(text)) errors.push({ file: name, path: 'template', line: 1, column: 1, message: 'missing field `template`' })
  }
  if (errors.length > 0) throw new Refusal(422, 'INVALID_DEFINITION', `The definition has ${errors.length} problems.`, errors)
  return { items: files.map(({ name, text }) => ({ file: name, kind: 'template', slug: /slug: (\S+)/.exec(text)?.[1] ?? 'new', version: /version: (\S+)/.exec(text)?.[1] ?? 'v1.0.0', version_hash: '0a4fe3c09d1b', outcome: check_only ? 'would be published' : 'published' })) }
}

function listRuns({ query }: Request, user: User): unknown {
  const q = query.get('q')?.toLowerCase() ?? ''
  const all = [...world.live.values()]
    .filter((entry) => world.visible(user, entry) && (query.get('scope') === 'all' || entry.run.user_id === user.id))
    .map((entry) => entry.run)
    .filter((run) => (!query.get('status') || run.status === query.get('status')) && (!query.get('template') || run.template === query.get('template')) && `${run.display_name} ${run.project_slug}`.toLowerCase().includes(q))
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
  return page(all, query)
}

function create({ body, headers }: Request, user: User): Run {
  const text = body.toString()
  const asJson = headers['content-type']?.startsWith('application/json') ? text : (/\r\n\r\n(\{[\s\S]*?\})\r\n--/.exec(text)?.[1] ?? '{}')
  const { template: slug, intent, trial } = JSON.parse(asJson) as { template: string; intent: Record<string, Json>; trial?: object }
  const key = String(headers['idempotency-key'])
  const known = started.get(key)
  if (known) return known.run
  const template = templates.find((item) => item.slug === slug)
  if (!template) throw missing()
  const subject = world.text(intent.word ?? intent.question)
  if (subject.toLowerCase() === 'xyzzy') throw new Refusal(422, 'INVALID_INTENT', 'The request has 1 problem.', [{ path: 'intent.word', message: 'No dictionary knows “xyzzy”. Check the spelling, or try the word it comes from.' }])
  const entry = world.start({ template: slug, template_name: template.name, display_name: subject.charAt(0).toUpperCase() + subject.slice(1), intent, trial: trial !== undefined, user_id: user.id, user_name: user.display_name })
  started.set(key, entry)
  return entry.run
}

function runApi({ method, query, body, headers, response }: Request, user: User, id: string, sub: string | undefined, subId: string | undefined, action: string | undefined, number: number): unknown {
  const entry = world.live.get(id)
  if (!world.visible(user, entry)) throw new Refusal(404, 'UNKNOWN_RUN', 'There is no run with this id, or it is not yours.')
  const sent = () => (body.length ? JSON.parse(body.toString()) : {}) as { reason?: string; model?: string }
  const admin = user.role === 'admin'
  switch (sub) {
    case undefined:
      return entry.run
    case 'gates':
      if (subId === undefined) return { items: entry.gates }
      if (method === 'POST') {
        const decision = action === 'approve' ? 'approved' : action === 'skip' ? 'skipped' : 'rerun'
        const owner = entry.run.user_id === user.id && action === 'approve' && entry.run.waiting_for?.kind === 'approval'
        if (!admin && !owner) throw new Refusal(403, 'FORBIDDEN', 'Only administrators may do this.')
        const refusal = world.decide(entry, subId, decision, user.display_name ?? 'somebody', sent().reason ?? '')
        if (refusal) throw new Refusal(409, 'GATE_NOT_WAITING', refusal)
        return entry.run
      } else {
        const attempt = entry.gates.find((item) => item.gate_id === subId && item.attempt_number === number)
        const stage = stageOf(subId)
        if (!attempt) throw missing()
        const texts = admin && stage.model && attempt.started_at ? { prompt_packet: f.prompt(stage, number), raw_output: attempt.status === 'running' && !attempt.awaiting_approval ? null : f.output(stage, number) } : {}
        return { ...attempt, artifacts: world.artifacts(entry).filter((item) => item.gate_id === subId && item.attempt_number === number), ...texts }
      }
    case 'decisions':
      return { items: f.DECISIONS }
    case 'artifacts':
      return { items: world.artifacts(entry).filter((item) => item.current || query.get('all') === 'true') }
    case 'archive':
      response.writeHead(200, { 'Content-Type': 'application/zip' })
      response.end(Buffer.from('504b0506000000000000000000000000000000000000', 'hex'))
      return undefined
    case 'cancel':
      world.cancel(entry)
      return entry.run
    case 'resume':
      if (entry.run.waiting_for?.kind === 'approval') throw new Refusal(409, 'WAITS_FOR_APPROVAL', 'This run waits for an approval; accept or cancel it.')
      if (entry.run.waiting_for) throw new Refusal(409, 'GATE_FAILED', `${entry.run.pause_reason ?? 'A gate failed'}. Its attempts are used up: rerun, skip or approve it.`)
      world.resume(entry)
      return entry.run
    case 'events':
      return stream(entry, Number(headers['last-event-id'] ?? query.get('after') ?? 0), response)
    default:
      throw missing()
  }
}

function stream(entry: world.Live, after: number, response: ServerResponse): undefined {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  const write = (event: (typeof entry.events)[number]) => {
    response.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    if (['run_completed', 'run_failed', 'run_cancelled'].includes(event.type)) response.end()
  }
  response.write(': hello\n\n')
  for (const event of entry.events) if (event.seq > after) write(event)
  entry.listeners.add(write)
  response.on('close', () => entry.listeners.delete(write))
}

const startedFlows = new Map<string, FlowRun>()
/** What the state of runs of the plan `order` holds. */
const notes = new Map<string, Json[]>()

/** Whose things a list has: one's own, or everybody's for an administrator who asks. */
const everybodys = (query: URLSearchParams, user: User) => query.get('scope') === 'all' && user.role === 'admin'

function deadLettersApi({ path: [, what], query, body }: Request, user: User): unknown {
  const all = keeping.deadLetters().filter((run) => everybodys(query, user) || run.user_id === user.id)
  if (what === 'counts') return { items: keeping.count(all) }
  if (what === 'redrive') {
    const asked = JSON.parse(body.toString()) as { runs?: string[]; kind?: string; name?: string; code?: string }
    const chosen = asked.runs ?? all.filter((run) => (!asked.kind || run.kind === asked.kind) && (!asked.name || run.name === asked.name) && (!asked.code || run.code === asked.code)).map((run) => run.id)
    return { results: chosen.map((id) => keeping.redrive(id, user.id)), more: false }
  }
  return page(all.filter((run) => ['kind', 'name', 'code'].every((field) => !query.get(field) || run[field as 'kind'] === query.get(field))), query)
}

function archivedRunsApi({ method, path: [, id, sub], query, body, response }: Request, user: User): unknown {
  const all = keeping.archived.filter((run) => everybodys(query, user) || run.user_id === user.id)
  if (id === undefined && method === 'POST') return keeping.putAway(user.id, JSON.parse(body.toString()) as { runs?: string[]; ended_before?: string; name?: string })
  if (id === undefined) {
    const wanted = JSON.parse(query.get('attributes') ?? '{}') as Attributes
    return page(all.filter((run) => (!query.get('status') || run.status === query.get('status')) && (!query.get('name') || run.name === query.get('name')) && Object.entries(wanted).every(([name, value]) => run.attributes[name] === value)), query)
  }
  const run = keeping.archived.find((candidate) => candidate.id === id)
  if (!run) throw new Refusal(404, 'UNKNOWN_RUN', `there is no run ${id} in the archive`)
  if (sub === 'restore') return keeping.restore(run)
  response.writeHead(200, { 'Content-Type': 'application/gzip' })
  response.end('made up')
  return undefined
}

function flowsApi({ method, path: [, name, sub, version], query, body, response }: Request, user: User): unknown {
  const own = flows.kept.filter((entry) => entry.user === user.id || (name === undefined && everybodys(query, user)))
  if (name === undefined && method === 'POST') {
    const { plan, check_only } = JSON.parse(body.toString()) as { plan: string; check_only?: boolean }
    const errors = flows.problems(plan)
    if (errors.length > 0) throw new Refusal(422, 'INVALID_PLAN', 'the plan cannot be used; each problem is listed with its place', errors)
    return check_only ? { flow: null, fresh: false, warnings: [] } : { ...flows.keep(user.id, plan), warnings: [] }
  }
  if (name === undefined) return { items: own.map((entry) => entry.flow).sort((a, b) => a.name.localeCompare(b.name)) }
  const entry = own.find((candidate) => candidate.flow.name === name)
  if (!entry) throw new Refusal(404, 'UNKNOWN_FLOW', `there is no flow ${name}`)
  if (method === 'DELETE') {
    flows.kept.splice(flows.kept.indexOf(entry), 1)
    response.writeHead(204).end()
    return undefined
  }
  if (sub === 'admission') {
    const runs = [...flows.going.values()].map(({ run }) => run).filter((run) => run.user_id === user.id && run.name === name)
    const under_way = runs.filter((run) => run.status === 'running').length
    const waiting = runs.filter((run) => run.waits !== null)
    return { rules: { concurrency: { key: '{{ input.customer }}', limit: 2 } }, lines: [{ key: 'acme', under_way, limit: 2, waiting: waiting.length, gathering: 0, oldest_waiting_at: waiting[0]?.waits?.since ?? null, due_at: null }] }
  }
  if (sub !== 'versions') return { ...entry.flow, versions: entry.versions.map(({ version, plan_hash, created_at }) => ({ version, plan_hash, created_at })) }
  const found = entry.versions.find((candidate) => candidate.version === Number(version))
  if (!found) throw new Refusal(404, 'UNKNOWN_VERSION', `flow ${name} has no version ${version ?? ''}; the newest is ${entry.flow.latest_version}`)
  return found
}

function flowRunsApi({ method, path: [, id, sub, subId, action, number, verb], query, body, headers, response }: Request, user: User): unknown {
  const sent = () => (body.length ? JSON.parse(body.toString()) : {}) as Record<string, Json>
  const reason = () => {
    const given = sent().reason
    return typeof given === 'string' ? given : null
  }
  if (id === undefined && method === 'POST') {
    const { flow, version, input, attributes } = sent()
    const known = startedFlows.get(String(headers['idempotency-key']))
    if (known) return known
    const entry = flows.kept.find((candidate) => candidate.user === user.id && candidate.flow.name === flow)
    const kept = entry?.versions.find((candidate) => candidate.version === (version ?? entry.flow.latest_version))
    if (!kept) throw new Refusal(404, 'UNKNOWN_FLOW', `there is no flow ${world.text(flow)}`)
    const { run } = flows.start(flows.planOf(kept.plan), { user_id: user.id, version: kept.version, input: input ?? null, attributes: (attributes ?? {}) as Attributes })
    startedFlows.set(String(headers['idempotency-key']), run)
    return run
  }
  if (id === undefined) {
    const wanted = JSON.parse(query.get('attributes') ?? '{}') as Attributes
    const all = [...flows.going.values()].map((entry) => entry.run)
      .filter((run) => (everybodys(query, user) || run.user_id === user.id) && (!query.get('status') || run.status === query.get('status')) && (!query.get('name') || run.name === query.get('name')) && flows.matches(run, wanted))
      .sort((a, b) => b.created_at.localeCompare(a.created_at))
    return page(all, query)
  }
  const entry = flows.going.get(id)
  if (!entry || (entry.run.user_id !== user.id && user.role !== 'admin')) throw new Refusal(404, 'UNKNOWN_RUN', `there is no run ${id} of a flow`)
  const { run, plan } = entry
  if (sub === 'fork') {
    const known = startedFlows.get(String(headers['idempotency-key']))
    if (known) return known
    const made = flows.fork(entry, (sent().from ?? []) as string[], sent().input)?.run
    if (!made) throw new Refusal(409, 'NOTHING_TO_REDO', `every step of run ${id} is done; name the step to go on from`)
    startedFlows.set(String(headers['idempotency-key']), made)
    return made
  }
  if (sub === 'queues') {
    const answer = backlog.queuesApi(method, id, plan, subId, action === 'items' ? [number, verb] : [], action, query.get('status'), sent())
    if (answer === undefined) response.writeHead(204).end()
    if (answer instanceof backlog.Refused) throw new Refusal(answer.status, answer.code, answer.message, answer.errors)
    return Array.isArray(answer) ? page(answer, query) : answer
  }
  if (sub === 'export') {
    response.writeHead(200, { 'Content-Type': 'application/gzip' })
    response.end('made up')
    return undefined
  }
  if (method === 'POST' && ['completed', 'failed', 'cancelled', 'continued'].includes(run.status)) throw new Refusal(409, 'RUN_ENDED', 'the run has ended; nothing can happen in it any more')
  switch (sub) {
    case undefined:
      return run
    case 'plan':
      return plan
    case 'steps': {
      if (subId === undefined) return { items: [...entry.steps].sort((a, b) => a.position - b.position || b.attempt - a.attempt) }
      if (action !== 'rerun' && !reason()?.trim()) throw new Refusal(409, 'REASON_REQUIRED', 'say why; it is kept with the decision')
      const unfit = action === 'approve' ? flows.badForm(entry, subId, sent().form) : undefined
      if (unfit) throw new Refusal(422, 'BAD_FORM', unfit)
      const refused = flows.decide(entry, subId, action as 'approve' | 'reject' | 'rerun' | 'skip', user.id, reason(), action === 'rerun' ? sent().arguments : sent().form)
      if (refused) throw new Refusal(409, 'NOTHING_TO_APPROVE', refused)
      return run
    }
    case 'migrate': {
      const { version, steps, check_only } = sent() as unknown as { version: number; steps: Record<string, string | null>; check_only: boolean }
      const kept = flows.kept.find((candidate) => candidate.user === user.id && candidate.flow.name === run.name)?.versions.find((candidate) => candidate.version === version)
      if (!kept) throw new Refusal(404, 'UNKNOWN_VERSION', `flow ${run.name} has no version ${version}`)
      const moved = flows.migrate(entry, flows.planOf(kept.plan), steps, check_only ? undefined : { version, by: user.id })
      if (moved.obstacles.length > 0) throw new Refusal(409, 'NOT_MIGRATABLE', `the run cannot move to version ${version} as it stands`, moved.obstacles)
      return { run, ...(check_only ? { steps: moved.steps } : {}) }
    }
    case 'children':
      return { items: [...flows.going.values()].map((other) => other.run).filter((other) => other.parent_id === id) }
    case 'queries':
      if (subId === undefined || !plan.queries?.[subId]) throw new Refusal(404, 'UNKNOWN_QUERY', `the plan of this run has no query ${subId ?? ''}`)
      return { value: { notes: notes.get(id) ?? [] } }
    case 'updates': {
      if (subId === undefined || !plan.updates?.[subId]) throw new Refusal(404, 'UNKNOWN_UPDATE', `the plan of this run has no update ${subId ?? ''}`)
      const known = [...(notes.get(id) ?? []), sent().payload ?? null]
      if (known.length > 3) throw new Refusal(409, 'UPDATE_REFUSED', 'there are 3 notes already')
      notes.set(id, known)
      return { answer: { count: known.length } }
    }
    case 'signals': {
      const schema = plan.signals?.[subId ?? '']?.schema
      if (subId === undefined || !plan.signals?.[subId]) throw new Refusal(404, 'UNKNOWN_SIGNAL', `the plan of this run has no signal ${subId ?? ''}`)
      const payload = sent().payload ?? null
      if (typeof schema === 'object' && schema !== null && !Array.isArray(schema) && typeof schema.type === 'string' && schema.type !== (payload === null ? 'null' : typeof payload)) throw new Refusal(422, 'BAD_SIGNAL', `signal ${subId} must carry: ${schema.type}`)
      flows.signal(entry, subId, world.text(sent().id), payload, user.id)
      return run
    }
    case 'pause':
      flows.hold(entry, user.id, reason() ?? '')
      return run
    case 'resume':
      if (run.pause?.kind === 'approval_required') throw new Refusal(409, 'APPROVAL_REQUIRED', `${run.pause.step} waits for an approval`)
      if (run.pause?.kind === 'gate_failed') throw new Refusal(409, 'ATTEMPTS_EXHAUSTED', `${run.pause.step} has no attempts left; rerun, skip or approve it`)
      flows.resume(entry, user.id)
      return run
    case 'cancel':
      flows.end(entry, 'cancelled', 'run_cancelled', { by: { id: user.id, via: 'api' }, reason: reason() })
      run.failure = { code: 'CANCELLED', message: reason() }
      return run
    case 'files':
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      response.end('# A letter\n')
      return undefined
    case 'events':
      return flowStream(entry, Number(headers['last-event-id'] ?? query.get('after') ?? 0), response)
    default:
      throw missing()
  }
}

function flowStream(entry: flows.Going, after: number, response: ServerResponse): undefined {
  const over = (told: (typeof entry.journal)[number]) => ['run_completed', 'run_failed', 'run_cancelled', 'run_continued'].includes(told.entry.entry)
  const last = entry.journal.at(-1)
  if (last && over(last) && last.seq <= after) {
    response.writeHead(204).end()
    return
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  const write = (told: (typeof entry.journal)[number]) => {
    response.write(`id: ${told.seq}\nevent: entry\ndata: ${JSON.stringify(told)}\n\n`)
    if (over(told)) response.end()
  }
  response.write(': hello\n\n')
  for (const told of entry.journal) if (told.seq > after) write(told)
  entry.listeners.add(write)
  response.on('close', () => entry.listeners.delete(write))
}

function schedulesApi({ method, path: [, id, sub], query, body, response }: Request, user: User): unknown {
  const sent = () => (body.length ? JSON.parse(body.toString()) : {}) as { name: string; flow: string; definition: ScheduleDefinition; version?: number; input?: Json; attributes?: Attributes; paused?: boolean; from: string; until: string; count?: number }
  const checked = (definition: ScheduleDefinition) => {
    const errors = plans.wrong(definition)
    if (errors.length > 0) throw new Refusal(422, 'INVALID_SCHEDULE', 'the rule cannot be used; each problem is listed', errors)
    return definition
  }
  if (id === 'preview') return { next: plans.next(checked(sent().definition), sent().count ?? 10) }
  const own = [...plans.schedules.values()].filter((entry) => entry.schedule.user_id === user.id)
  if (id === undefined && method === 'POST') {
    const { name, flow, definition, version, input, attributes } = sent()
    if (!plans.knows(flows.kept, user.id, flow)) throw new Refusal(404, 'UNKNOWN_FLOW', `there is no flow ${flow}`)
    if (own.some((entry) => entry.schedule.name === name)) throw new Refusal(409, 'SCHEDULE_TAKEN', `there is a schedule ${name} already`)
    return plans.plan({ user_id: user.id, name, flow, definition: checked(definition), version: version ?? null, input: input ?? null, attributes: attributes ?? {} }).schedule
  }
  if (id === undefined) return { items: own.map((entry) => entry.schedule).sort((a, b) => a.name.localeCompare(b.name)) }
  const entry = own.find((candidate) => candidate.schedule.id === id)
  if (!entry) throw new Refusal(404, 'UNKNOWN_SCHEDULE', `there is no schedule ${id}`)
  const { schedule } = entry
  if (sub === 'firings') return page(entry.firings, query)
  if (sub === 'trigger') {
    const kept = flows.kept.find((candidate) => candidate.user === user.id && candidate.flow.name === schedule.flow)?.versions[0]
    if (!kept) throw new Refusal(404, 'UNKNOWN_FLOW', `there is no flow ${schedule.flow}`)
    const at = new Date().toISOString()
    const { run } = flows.start(flows.planOf(kept.plan), { user_id: user.id, version: kept.version, input: schedule.input, schedule_id: id, scheduled_for: at })
    plans.fired(entry, { nominal: at, cause: 'hand', run_id: run.id })
    schedule.running += 1
    return schedule
  }
  if (sub === 'backfill') {
    const { from, until } = sent()
    if (from >= until) throw new Refusal(422, 'INVALID_SCHEDULE', 'the range ends before it begins')
    plans.fired(entry, { nominal: from, cause: 'backfill', status: 'skipped', reason: 'a run of it still went on' })
    return { moments: 1, started: 0, waiting: 0, not_started: 1 }
  }
  if (method === 'DELETE') {
    plans.schedules.delete(id)
    response.writeHead(204).end()
    return undefined
  }
  if (method === 'PATCH') {
    const { definition, paused, ...rest } = sent()
    if ('definition' in sent()) schedule.definition = { ...plans.DEFAULTS, ...checked(definition) }
    if (paused !== undefined) schedule.definition.paused = paused
    Object.assign(schedule, rest, { next: schedule.definition.paused ? [] : plans.next(schedule.definition, 5), updated_at: new Date().toISOString() })
  }
  return schedule
}
