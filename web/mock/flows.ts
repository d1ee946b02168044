// The made-up server's flows: plans that are kept, and runs of them that go on by themselves until they wait for somebody.
import { CORE_SCHEMA, YAMLException, load } from 'js-yaml'
import type { Attributes, CarriedStep, FieldError, Flow, FlowPlan, FlowPlanStep, FlowRun, FlowRunStatus, FlowStep, FlowVersionDetail, JournalEntry, Json } from '../src/api/types'
import { ADMIN, USER, before } from './fixtures.ts'
import { RUNS, SCHEDULES } from './flow-runs.ts'

const HOUR = 3_600_000
/** A step takes so long. */
const STEP_MS = 250
const EFFECTS = ['value', 'http.request', 'child', 'task']

type Fields = { [key: string]: Json }
const fields = (value: Json | undefined): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {})
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const word = (value: Json | undefined) => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

export interface Kept {
  user: string
  flow: Flow
  versions: FlowVersionDetail[]
}
export interface Going {
  run: FlowRun
  plan: FlowPlan
  steps: FlowStep[]
  journal: JournalEntry[]
  listeners: Set<(entry: JournalEntry) => void>
  /** Payloads no step has taken yet. */
  signals: Map<string, Json[]>
}

export const kept: Kept[] = []
export const going = new Map<string, Going>()

// Plans

/** Knows just enough of plans to show problems at their places. */
export function problems(text: string): FieldError[] {
  let plan: Fields
  try {
    plan = fields(load(text, { schema: CORE_SCHEMA }) as Json)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return [{ path: '', line: (error.mark?.line ?? 0) + 1, column: (error.mark?.column ?? 0) + 1, message: `BAD_YAML: ${error.reason}` }]
  }
  const found: FieldError[] = []
  const lines = text.split('\n')
  const at = (pattern: RegExp) => {
    const line = lines.findIndex((candidate) => pattern.test(candidate))
    return line < 0 ? { line: 1, column: 1 } : { line: line + 1, column: (lines[line] ?? '').search(pattern) + 1 }
  }
  for (const key of ['grammar', 'name', 'steps']) if (!(key in plan)) found.push({ path: key, line: 1, column: 1, message: `BAD_SHAPE: \`${key}\` is missing` })
  list(plan.steps).map(fields).forEach((step, index, steps) => {
    const work = fields(step.work)
    const effect = fields('each' in work ? fields(work.each).call : work.effect).effect
    if (typeof effect === 'string' && !EFFECTS.includes(effect)) found.push({ path: `steps[${index}].work.effect.effect`, ...at(new RegExp(`effect: ${effect}\\b`)), message: `UNKNOWN_EFFECT: there is no effect \`${effect}\`; known: ${EFFECTS.join(', ')}` })
    for (const need of list(step.needs)) {
      if (!steps.some((other) => other.id === need)) found.push({ path: `steps[${index}].needs`, ...at(new RegExp(`\\b${word(need)}\\b`)), message: `UNKNOWN_STEP: there is no step \`${word(need)}\`` })
    }
  })
  return found
}

export const planOf = (text: string) => load(text, { schema: CORE_SCHEMA }) as FlowPlan

export function keep(user: string, text: string, at = new Date().toISOString()): { flow: Flow; fresh: boolean } {
  const { name } = planOf(text)
  let entry = kept.find((candidate) => candidate.user === user && candidate.flow.name === name)
  if (!entry) {
    entry = { user, flow: { id: `flow-${user}-${name}`, user_id: user, name, latest_version: 0, plan_hash: null, created_at: at, updated_at: at }, versions: [] }
    kept.push(entry)
  }
  if (entry.versions[0]?.plan === text) return { flow: entry.flow, fresh: false }
  const version = entry.flow.latest_version + 1
  const plan_hash = `${version}c41d${name.length}e09b77af2d${version}`.padEnd(64, '5')
  entry.versions.unshift({ version, plan_hash, created_at: at, plan: text })
  Object.assign(entry.flow, { latest_version: version, plan_hash, updated_at: at })
  return { flow: entry.flow, fresh: true }
}

// Runs

let made = 0
const uuid = () => `019ac000-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`

function put(plan: FlowPlan, of: Partial<FlowRun>): Going {
  const now = new Date().toISOString()
  const run: FlowRun = {
    id: uuid(), user_id: ADMIN.id, flow_id: null, name: plan.name, version: null, status: 'running', input: null, output: null, failure: null, pause: null, continued_from: null, continued_in: null, redriven_as: null, waits: null, schedule_id: null, scheduled_for: null, parent_id: null, parent_step: null, forked_from: null, attributes: {}, steps_total: plan.steps.length, steps_done: 0, cost_nanos: 0,
    created_at: now, started_at: now, ended_at: null, ...of,
  }
  const entry: Going = { run, plan, steps: [], journal: [], listeners: new Set(), signals: new Map() }
  going.set(run.id, entry)
  return entry
}

/** A run that lay in the archive. */
export const bringBack = (text: string | undefined, of: Partial<FlowRun>) => put(planOf(text ?? NIGHTLY), of)

function tell(entry: Going, kind: string, facts: Fields = {}, at = new Date().toISOString()) {
  const told: JournalEntry = { seq: entry.journal.length + 1, at, entry: { entry: kind, ...facts } }
  entry.journal.push(told)
  for (const listener of [...entry.listeners]) listener(told)
}

export function start(plan: FlowPlan, of: Partial<FlowRun>): Going {
  const entry = put(plan, of)
  tell(entry, 'run_started', { plan_hash: '1c41d', input: entry.run.input })
  setTimeout(() => goOn(entry), STEP_MS)
  return entry
}

const newest = (entry: Going, step: string) => entry.steps.filter((item) => item.step === step && item.status !== 'reset').sort((a, b) => b.attempt - a.attempt)[0]
const DONE = new Set<FlowStep['status']>(['passed', 'warning', 'skipped'])
const isDone = (entry: Going, step: string) => DONE.has(newest(entry, step)?.status ?? 'running')

/** Begins what can begin, and ends the run when all is done. */
function goOn(entry: Going) {
  const { run, plan } = entry
  if (run.status !== 'running') return
  for (const step of plan.steps) {
    const ready = newest(entry, step.id) === undefined && (step.needs ?? []).every((need) => isDone(entry, need))
    if (ready) begin(entry, step, 'ready')
  }
  run.steps_done = plan.steps.filter((step) => isDone(entry, step.id)).length
  if (run.steps_done === plan.steps.length) end(entry, 'completed', 'run_completed')
}

export function end(entry: Going, status: FlowRunStatus, kind: string, facts: Fields = {}) {
  const now = new Date().toISOString()
  for (const step of entry.steps) step.ended_at ??= now
  Object.assign(entry.run, { status, pause: null, ended_at: now })
  tell(entry, kind, facts)
}

function begin(entry: Going, step: FlowPlanStep, cause: FlowStep['cause'], args?: Json) {
  const attempt = Math.max(0, ...entry.steps.filter((item) => item.step === step.id).map((item) => item.attempt)) + 1
  const work = step.work
  const input = args ?? ('each' in work ? list(fields(entry.run.input).names).map((name) => ({ text: `Hello, ${word(name)}!` })) : 'effect' in work ? fields(work.effect).with ?? null : work)
  const state: FlowStep = {
    step: step.id, attempt, position: entry.plan.steps.indexOf(step), title: step.title ?? null, status: 'running', cause, input, value: null, files: [], failure: null, verdict: null, decision: null, undo: null, items_done: 0, items_failed: 0, tries: 1, cost_nanos: 0,
    started_at: new Date().toISOString(), ended_at: null,
  }
  entry.steps.push(state)
  tell(entry, 'attempt_started', { step: step.id, attempt, cause: { cause }, inputs: Array.isArray(input) ? input : [input] })
  if ('wait' in work) {
    if (signalsOf(step).length > 0) take(entry)
    return
  }
  setTimeout(() => {
    if (entry.run.status !== 'running' || state.status !== 'running') return
    const file = fields(fields(input).file)
    state.value = Array.isArray(input) ? input : Object.fromEntries(Object.entries(fields(input)).filter(([key]) => key !== 'file'))
    if (typeof file.path === 'string') state.files = [{ path: file.path, sha256: 'ab'.repeat(32), size_bytes: word(file.text).length, media_type: 'text/markdown' }]
    tell(entry, 'effect_completed', { effort: { step: step.id, attempt }, output: { value: state.value } })
    judge(entry, step, state)
  }, STEP_MS)
}

const gateOf = (step: FlowPlanStep) => fields((step as unknown as Fields).gate)

function judge(entry: Going, step: FlowPlanStep, state: FlowStep) {
  const checks = list(gateOf(step).checks).map(fields)
  if (checks.length > 0) state.verdict = { outcome: 'pass', score: 1, results: checks.map((check) => ({ type: word(check.type), target: word(check.target), severity: 'error', passed: true, message: `${word(check.target)} is there.` })) }
  const asks = gateOf(step).approval !== undefined && gateOf(step).approval !== 'none'
  state.status = asks ? 'awaiting_approval' : 'passed'
  if (!asks) state.ended_at = new Date().toISOString()
  tell(entry, 'attempt_judged', { step: step.id, attempt: state.attempt, verdict: { outcome: 'pass' }, status: state.status })
  if (asks) {
    Object.assign(entry.run, { status: 'paused', pause: { kind: 'approval_required', step: step.id } })
    tell(entry, 'run_paused', { reason: { kind: 'approval_required', step: step.id } })
  } else setTimeout(() => goOn(entry), STEP_MS)
}

function signalsOf(step: FlowPlanStep): string[] {
  const wait = fields(step.work.wait)
  return [wait, ...list(wait.any).map(fields), ...list(wait.all).map(fields)].flatMap((condition) => (typeof condition.signal === 'string' ? [condition.signal] : []))
}

/** Gives the steps that wait what has come for them. */
function take(entry: Going) {
  for (const step of entry.plan.steps) {
    const state = newest(entry, step.id)
    if (state?.status !== 'running') continue
    const name = signalsOf(step).find((candidate) => (entry.signals.get(candidate)?.length ?? 0) > 0)
    if (name === undefined) continue
    const payload = entry.signals.get(name)?.shift() ?? null
    tell(entry, 'condition_met', { step: step.id, attempt: state.attempt, condition: 0, signal: name })
    state.value = { by: name, signals: { [name]: payload } }
    judge(entry, step, state)
  }
}

export function signal(entry: Going, name: string, id: string, payload: Json, by: string) {
  tell(entry, 'signal_received', { name, id, payload, by: { id: by, via: 'api' } })
  entry.signals.set(name, [...(entry.signals.get(name) ?? []), payload])
  take(entry)
}

/** What is filled in must have what the form asks for. */
export function badForm(entry: Going, id: string, form: Json | undefined): string | undefined {
  const step = entry.plan.steps.find((candidate) => candidate.id === id)
  const schema = fields(fields((step && gateOf(step).approval) ?? null).form)
  const missing = list(schema.required).find((name) => fields(form)[word(name)] === undefined)
  return missing === undefined ? undefined : `what is filled in about step \`${id}\` does not fit its form: "${word(missing)}" is a required property`
}

export function decide(entry: Going, id: string, what: 'approve' | 'reject' | 'rerun' | 'skip', by: string, reason: string | null, args?: Json): string | undefined {
  const step = entry.plan.steps.find((candidate) => candidate.id === id)
  const state = newest(entry, id)
  if (!step) return 'there is no such step'
  if (what === 'approve' && state?.status === 'failed') return `attempt ${state.attempt} of ${id} gave nothing that could count; rerun the step or skip it`
  const decision = what === 'approve' ? 'approved' : what === 'reject' ? 'rejected' : 'skipped'
  if (what === 'rerun') {
    const again = new Set([id])
    for (const other of entry.plan.steps) if (other.needs?.some((need) => again.has(need))) again.add(other.id)
    for (const item of entry.steps) if (again.has(item.step)) Object.assign(item, { status: 'reset', ended_at: item.ended_at ?? new Date().toISOString() })
    if (again.size > 1) tell(entry, 'steps_reset', { steps: [...again].slice(1), because_of: id })
  } else {
    const told = { decision, by, via: 'api', reason, form: what === 'skip' ? null : (args ?? null), at: new Date().toISOString() } as const
    if (state) Object.assign(state, { status: what === 'approve' ? 'passed' : what === 'reject' ? 'failed' : 'skipped', ended_at: told.at, decision: told })
    else entry.steps.push({ step: id, attempt: 0, position: entry.plan.steps.indexOf(step), title: step.title ?? null, status: 'skipped', cause: null, input: null, value: null, files: [], failure: null, verdict: null, decision: told, undo: null, items_done: 0, items_failed: 0, tries: 0, cost_nanos: 0, started_at: told.at, ended_at: told.at })
    tell(entry, 'decided', { step: id, attempt: state?.attempt ?? 0, decision, by: { id: by, via: 'api' }, reason })
  }
  if (what === 'reject') {
    Object.assign(entry.run, { status: 'paused', pause: { kind: 'gate_failed', step: id, code: 'REJECTED' } })
    tell(entry, 'run_paused', { reason: { kind: 'gate_failed', step: id, code: 'REJECTED' } })
    return undefined
  }
  if (entry.run.status === 'paused') {
    Object.assign(entry.run, { status: 'running', pause: null })
    tell(entry, 'run_resumed', { by: { id: by, via: 'api' } })
  }
  if (what === 'rerun') begin(entry, step, 'rerun', args)
  goOn(entry)
  return undefined
}

export function hold(entry: Going, by: string, reason: string) {
  const pause = { kind: 'requested', by: { id: by, via: 'api' }, reason } as const
  Object.assign(entry.run, { status: 'paused', pause })
  tell(entry, 'run_paused', { reason: pause })
}

export function resume(entry: Going, by: string) {
  Object.assign(entry.run, { status: 'running', pause: null })
  tell(entry, 'run_resumed', { by: { id: by, via: 'api' } })
  goOn(entry)
}

/** Another run of the same plan, which begins with what this one has done. */
export function fork(source: Going, from: string[], input: Json | undefined): Going | undefined {
  const anew = new Set([...from, ...source.plan.steps.filter((step) => !isDone(source, step.id)).map((step) => step.id)])
  for (const step of source.plan.steps) if (step.needs?.some((need) => anew.has(need))) anew.add(step.id)
  if (anew.size === 0) return undefined
  const entry = put(source.plan, { user_id: source.run.user_id, version: source.run.version, attributes: source.run.attributes, input: input ?? source.run.input, forked_from: source.run.id })
  entry.steps = source.steps.filter((step) => !anew.has(step.step) && DONE.has(step.status)).map((step) => ({ ...step }))
  tell(entry, 'run_started', { plan_hash: '1c41d', input: entry.run.input })
  setTimeout(() => goOn(entry), STEP_MS)
  return entry
}

// What is there from the beginning

const GREETING = `# A fan-out, a wait for a signal with a time-out, a file, checks, a person's approval.
grammar: 2
name: greeting
input:
  type: object
  properties:
    names: { type: array, items: { type: string }, minItems: 1, description: Whom to greet. }
  required: [names]
  additionalProperties: false
signals:
  tone: { schema: { type: string } }
steps:
  - id: greet
    title: Greet each
    work:
      each:
        items: input.names
        call: { effect: value, with: { text: "Hello, {{ item }}!" } }
  - id: tone
    title: Wait for a tone of voice
    work: { wait: { any: [{ signal: tone }, { for: { hours: 1 } }] } }
  - id: letter
    title: Write the letter
    needs: [greet, tone]
    work:
      effect:
        effect: value
        with:
          tone: "{{ steps.tone.value.signals.tone | default('plainly') }}"
          file: { path: letter.md, text: "# A letter" }
    gate:
      checks:
        - { type: file_exists, target: letter.md }
      approval: required
`
const NIGHTLY = `grammar: 2
name: nightly-report
input: true
signals:
  numbers: { schema: { type: object } }
steps:
  - id: fetch
    title: Fetch the figures
    work: { effect: { effect: http.request, with: { url: "https://figures.example.org/today" } } }
  - id: report
    needs: [fetch]
    work: { effect: { effect: value, with: { text: Report } } }
`

const ORDER = `# State that is asked and changed from outside, a step that is taken back, a decision with a form.
grammar: 3
name: order
input:
  type: object
  properties:
    item: { type: string }
    copies: { type: integer, default: 1 }
  required: [item]
state:
  notes: { schema: { type: array }, initial: [] }
queries:
  progress: { notes: "{{ state.notes }}" }
updates:
  note:
    schema: { type: string }
    set: [{ append: notes, value: "{{ payload }}" }]
    answer: { count: "{{ state.notes | length }}" }
steps:
  - id: reserve
    title: Reserve the item
    work: { effect: { effect: value, with: { item: "{{ input.item }}" } } }
    undo: { effect: value, with: { withdrawn: true } }
  - id: invoice
    title: Write the invoice
    needs: [reserve]
    work: { effect: { effect: child, with: { flow: greeting, input: { names: [Ada] } } } }
  - id: pay
    title: Pay
    needs: [invoice]
    work: { effect: { effect: value, with: { paid: true } } }
    gate:
      approval:
        title: May this be paid?
        form:
          type: object
          properties:
            amount: { type: integer, description: In whole euros. }
            remark: { type: string }
          required: [amount]
        by: [treasurer]
        escalate: { after: { hours: 24 }, to: [board], then: remind }
`

const ORDERS = `# Items that wait in the run, each taken once.
grammar: 4
name: packing
queues:
  orders: { order: priority, size: 5, dedupe: true, schema: { type: object, properties: { item: { type: string }, copies: { type: integer } }, required: [item] } }
  letters: { order: fifo, size: unlimited }
steps:
  - id: pack
    title: Pack what was ordered
    work: { effect: { effect: queue.take, with: { queue: orders, most: 10 } } }
  - id: post
    title: Post it
    needs: [pack]
    work: { effect: { effect: value, with: { posted: true } } }
`
const CUSTOMERS = `# At most two runs of a customer at once.
grammar: 4
name: customer-report
admission:
  concurrency: { key: "{{ input.customer }}", limit: 2 }
input: { type: object, properties: { customer: { type: string } }, required: [customer] }
steps:
  - id: report
    title: Write the report
    work: { effect: { effect: value, with: { text: Report } } }
`

keep(ADMIN.id, ORDERS, before(30 * HOUR))
keep(ADMIN.id, ORDERS.replace('id: post\n    title: Post it', 'id: send\n    title: Send it'), before(6 * HOUR))
keep(ADMIN.id, CUSTOMERS, before(8 * HOUR))
keep(ADMIN.id, GREETING.replace('{ hours: 1 }', '{ minutes: 5 }'), before(300 * HOUR))
keep(ADMIN.id, GREETING, before(20 * HOUR))
keep(ADMIN.id, NIGHTLY, before(90 * HOUR))
keep(ADMIN.id, ORDER, before(10 * HOUR))

function past(id: string, text: string, of: Partial<FlowRun>, hoursAgo: number): Going {
  const at = (ms: number) => before(hoursAgo * HOUR - ms)
  const plan = planOf(text)
  const entry = put(plan, { id, version: 2, created_at: at(0), started_at: at(80), ...of })
  tell(entry, 'run_started', { plan_hash: '2c41d', input: entry.run.input }, at(80))
  return entry
}

/** An attempt as it was, with its entries. */
function was(entry: Going, step: string, of: Partial<FlowStep>, tookMs: number) {
  const position = entry.plan.steps.findIndex((item) => item.id === step)
  const began = Date.parse(entry.journal.at(-1)?.at ?? entry.run.created_at) + 40
  const status = of.status ?? 'passed'
  const over = status !== 'running' && status !== 'awaiting_approval'
  const state: FlowStep = {
    step, attempt: 1, position, title: entry.plan.steps[position]?.title ?? null, status, cause: 'ready', input: null, value: null, files: [], failure: null, verdict: null, decision: null, undo: null, items_done: 0, items_failed: 0, tries: 1, cost_nanos: 0,
    started_at: new Date(began).toISOString(), ended_at: over ? new Date(began + tookMs).toISOString() : null, ...of,
  }
  entry.steps.push(state)
  tell(entry, 'attempt_started', { step, attempt: state.attempt, cause: { cause: state.cause }, inputs: Array.isArray(state.input) ? state.input : [state.input] }, new Date(began).toISOString())
  const then = new Date(began + tookMs).toISOString()
  if (state.failure) tell(entry, 'attempt_failed', { step, attempt: state.attempt, failure: { ...state.failure } as Fields }, then)
  else if (status !== 'running') {
    tell(entry, 'effect_completed', { effort: { step, attempt: state.attempt }, output: { value: state.value } }, then)
    tell(entry, 'attempt_judged', { step, attempt: state.attempt, verdict: { outcome: state.verdict?.outcome ?? 'pass' }, status }, then)
  }
}

const NAMES = { names: ['Ada', 'Grace'] }
const HELLO: Json = [{ text: 'Hello, Ada!' }, { text: 'Hello, Grace!' }]
const LETTER: Partial<FlowStep> = {
  input: { tone: 'warmly', file: { path: 'letter.md', text: '# A letter\n\nHello, Ada!\nHello, Grace!\n\nYours, warmly\n' } }, value: { tone: 'warmly' }, files: [{ path: 'letter.md', sha256: 'ab'.repeat(32), size_bytes: 62, media_type: 'text/markdown' }],
  verdict: { outcome: 'pass', score: 1, results: [{ type: 'file_exists', target: 'letter.md', severity: 'error', passed: true, message: 'letter.md is there.' }] },
}

const waits = past(RUNS.signal, GREETING, { input: NAMES, attributes: { team: 'red', urgent: true }, steps_done: 1 }, 0.2)
was(waits, 'greet', { input: HELLO, value: HELLO }, 300)
was(waits, 'tone', { status: 'running', input: { any: [{ signal: 'tone' }, { for: 3_600_000 }] } }, 0)

const asks = past(RUNS.approval, GREETING, { input: NAMES, attributes: { team: 'red' }, status: 'paused', pause: { kind: 'approval_required', step: 'letter' }, steps_done: 2 }, 3)
was(asks, 'greet', { input: HELLO, value: HELLO }, 310)
was(asks, 'tone', { input: { any: [{ signal: 'tone' }, { for: 3_600_000 }] }, value: { by: 'tone', signals: { tone: 'warmly' } } }, 240_000)
was(asks, 'letter', { ...LETTER, status: 'reset', input: { tone: 'coldly' }, value: { tone: 'coldly' } }, 220)
was(asks, 'letter', { ...LETTER, attempt: 2, cause: 'rerun', status: 'awaiting_approval' }, 240)
tell(asks, 'run_paused', { reason: { kind: 'approval_required', step: 'letter' } }, before(2.9 * HOUR))

const done = past(RUNS.done, GREETING, { input: NAMES, output: { letter: 'letter.md' }, attributes: { team: 'blue', size: 7 }, status: 'completed', steps_done: 3, ended_at: before(25.9 * HOUR) }, 26)
was(done, 'greet', { input: HELLO, value: HELLO }, 310)
was(done, 'tone', { input: { any: [{ signal: 'tone' }, { for: 3_600_000 }] }, value: { by: 'time', signals: {} } }, 300_000)
was(done, 'letter', { ...LETTER, decision: { decision: 'approved', by: ADMIN.id, via: 'api', reason: 'Well said', at: before(25.9 * HOUR) } }, 30_000)
tell(done, 'decided', { step: 'letter', attempt: 1, decision: 'approved', by: { id: ADMIN.id, via: 'api' }, reason: 'Well said' }, before(25.9 * HOUR))
tell(done, 'run_completed', {}, before(25.9 * HOUR))

const REFUSED = { code: 'HTTP_STATUS', message: 'https://figures.example.org/today answered 503 three times. Try again later, or give another address.' }
const broke = past(RUNS.failed, NIGHTLY, { version: 1, status: 'failed', failure: { ...REFUSED, step: 'fetch' }, ended_at: before(47.9 * HOUR) }, 48)
was(broke, 'fetch', { status: 'failed', input: { url: 'https://figures.example.org/today' }, failure: REFUSED, tries: 3 }, 9_000)
tell(broke, 'run_failed', { step: 'fetch', failure: REFUSED }, before(47.9 * HOUR))

const held = past(RUNS.stuck, NIGHTLY, { version: 1, status: 'paused', pause: { kind: 'gate_failed', step: 'fetch', code: 'HTTP_STATUS' } }, 30)
was(held, 'fetch', { status: 'failed', input: { url: 'https://figures.example.org/today' }, failure: REFUSED, tries: 3 }, 9_000)
tell(held, 'run_paused', { reason: { kind: 'gate_failed', step: 'fetch', code: 'HTTP_STATUS' } }, before(29.9 * HOUR))

const BOOK = { item: 'A book', copies: 1 }
/** One that waits for a decision, and one of which a test decides. */
function order(id: string, childId: string) {
  const ordered = past(id, ORDER, { version: 1, input: BOOK, attributes: { team: 'blue' }, status: 'paused', pause: { kind: 'approval_required', step: 'pay' }, steps_done: 2, schedule_id: SCHEDULES.mornings, scheduled_for: before(40 * HOUR) }, 40)
  was(ordered, 'reserve', { input: { item: 'A book' }, value: { item: 'A book' } }, 200)
  was(ordered, 'invoice', { input: { flow: 'greeting', input: { names: ['Ada'] } }, value: { letter: 'letter.md' } }, 2_000)
  was(ordered, 'pay', { status: 'awaiting_approval', input: { paid: true }, value: { paid: true }, decision: { decision: 'escalated', to: ['board'], then: 'remind', at: before(16 * HOUR) } }, 100)
  tell(ordered, 'run_paused', { reason: { kind: 'approval_required', step: 'pay' } }, before(39.9 * HOUR))
  const below = past(childId, GREETING, { input: { names: ['Ada'] }, output: { letter: 'letter.md' }, status: 'completed', steps_done: 3, parent_id: id, parent_step: 'invoice', ended_at: before(39.9 * HOUR) }, 40)
  was(below, 'greet', { input: HELLO, value: HELLO }, 310)
}
order(RUNS.form, RUNS.child)
order(RUNS.decide, uuid())

const undone = past(RUNS.undone, ORDER, { version: 1, input: BOOK, status: 'cancelled', steps_done: 2, failure: { code: 'CANCELLED', message: 'Ordered twice', not_undone: ['invoice'] }, forked_from: RUNS.form, ended_at: before(69 * HOUR) }, 70)
was(undone, 'reserve', { input: { item: 'A book' }, value: { item: 'A book' }, undo: { status: 'done', value: { withdrawn: true } } }, 200)
was(undone, 'invoice', { input: {}, value: {}, undo: { status: 'failed', failure: { code: 'HTTP_STATUS', message: 'The ledger answered 503.' } } }, 2_000)
tell(undone, 'run_cancelled', { reason: 'Ordered twice' }, before(69 * HOUR))

const successor = uuid()
past(RUNS.continued, NIGHTLY, { version: 1, status: 'continued', steps_done: 2, continued_in: successor, ended_at: before(57 * HOUR) }, 58)
past(successor, NIGHTLY, { version: 1, status: 'completed', steps_done: 2, continued_from: RUNS.continued, ended_at: before(56 * HOUR) }, 57)

const packs = past(RUNS.queues, ORDERS, { version: 1 }, 2)
was(packs, 'pack', { status: 'running', input: { queue: 'orders', most: 10 } }, 0)
const moves = past(RUNS.moves, ORDERS, { version: 1 }, 2.5)
was(moves, 'pack', { status: 'running', input: { queue: 'orders', most: 10 } }, 0)
for (let index = 0; index < 2; index++) was(past(uuid(), CUSTOMERS, { version: 1, input: { customer: 'acme' }, attributes: { customer: 'acme' } }, 1 - index / 10), 'report', { status: 'running', input: { text: 'Report' } }, 0)
past(RUNS.waits, CUSTOMERS, { version: 1, input: { customer: 'acme' }, attributes: { customer: 'acme' }, status: 'pending', started_at: null, waits: { for: 'concurrency', key: 'acme', place: 1, priority: 0, since: before(0.5 * HOUR), until: null, items: null } }, 0.5)

/** Somebody else's, and one that a test takes up. */
past(uuid(), NIGHTLY, { user_id: USER.id, version: 1, status: 'failed', failure: { ...REFUSED, step: 'fetch' }, ended_at: before(3.9 * HOUR) }, 4)
const again = past(RUNS.again, NIGHTLY, { version: 1, status: 'failed', failure: { code: 'TIMED_OUT', message: 'The figures took longer than 10 s.', step: 'fetch' }, ended_at: before(4.9 * HOUR) }, 5)
was(again, 'fetch', { status: 'failed', failure: { code: 'TIMED_OUT', message: 'The figures took longer than 10 s.' }, tries: 3 }, 10_000)

// Enough for a second page.
for (let index = 0; index < 70; index++) {
  const status: FlowRunStatus = index % 11 === 4 ? 'cancelled' : 'completed'
  past(uuid(), index % 3 ? GREETING : NIGHTLY, { version: 1, status, attributes: { team: index % 2 ? 'red' : 'blue' }, steps_done: status === 'completed' ? (index % 3 ? 3 : 2) : 1, ended_at: before((60 + index * 7) * HOUR - 90_000) }, 60 + index * 7)
}

export const matches = (run: FlowRun, attributes: Attributes) => Object.entries(attributes).every(([name, value]) => run.attributes[name] === value)

/** Moves a run to another plan; only says what would become of its steps where nobody moves it. */
export function migrate(entry: Going, to: FlowPlan, steps: Record<string, string | null>, move: { version: number; by: string } | undefined): { steps: CarriedStep[]; obstacles: FieldError[] } {
  const nameOf = (id: string): string | null => (id in steps ? (steps[id] ?? null) : to.steps.some((step) => step.id === id) ? id : null)
  const carried = entry.plan.steps.map(({ id }): CarriedStep => {
    const state = newest(entry, id)
    const name = nameOf(id)
    return { from: id, to: name, fate: name === null ? 'dropped' : state === undefined ? 'not_begun' : DONE.has(state.status) ? 'kept' : 'goes_on' }
  })
  // Steps that nothing is said of may only go where they are not under way; here also where they have not begun, so that a refusal is seen.
  const obstacles = carried.filter((step) => step.to === null && step.from !== null && !(step.from in steps)).map((step): FieldError => ({ path: `steps.${step.from ?? ''}`, message: `the new version has no step \`${step.from ?? ''}\`; say what it becomes, or that it goes` }))
  const all = [...carried, ...to.steps.filter((step) => !carried.some((other) => other.to === step.id)).map((step): CarriedStep => ({ from: null, to: step.id, fate: 'new' }))]
  if (move && obstacles.length === 0) {
    entry.steps = entry.steps.flatMap((state) => { const name = nameOf(state.step); return name === null ? [] : [{ ...state, step: name }] })
    entry.plan = to
    Object.assign(entry.run, { version: move.version, steps_total: to.steps.length })
    tell(entry, 'migrated', { version: move.version, mapping: { steps }, by: { id: move.by, via: 'api' } })
  }
  return { steps: all, obstacles }
}
