import { describe, expect, test } from 'vitest'
import { checkForm, toIntent } from '@/features/intake/fields'
import type { FlowPlan, FlowRun, FlowStep, Json } from '@/api/types'
import { parseAttribute, parseAttributes, writeAttribute } from './attributes'
import { inputDefaults, inputFields, readJson } from './input-schema'
import { entryFacts, entryStep } from './journal'
import { planInput } from './plan-input'
import { approvalOf, decisions, firstOfInterest, flowRunStatus, isBetweenSteps, isWait, pauseWords, signalsOf, stepRows, stepWord, takesBack, workWords } from './steps'

describe('attributes', () => {
  test.each([['team=red', { team: 'red' }], ['size = 7', { size: 7 }], ['urgent=true', { urgent: true }], ['size="7"', { size: '7' }], ['note=a = b', { note: 'a = b' }], ['team', undefined], ['=red', undefined], ['team=', undefined]])(
    '%s is read as what it looks like', (text, read) => expect(parseAttribute(text)).toEqual(read))
  test.each(['red', 'two words', '7', 'true', ' edges ', '"quoted"', 7, false])('%j is written so that it is read back the same', (value) => expect(parseAttribute(writeAttribute('a', value))).toEqual({ a: value }))
  test('several stand on lines of their own, and the first that is none is told', () => {
    expect(parseAttributes('team=red\n\n size=7 ')).toEqual({ attributes: { team: 'red', size: 7 }, wrong: undefined })
    expect(parseAttributes('team=red\nnonsense\nsize=7').wrong).toBe('nonsense')
  })
})

describe('a form made from the schema of an input', () => {
  const schema: Json = {
    type: 'object', required: ['names', 'title'],
    properties: {
      title: { type: 'string', description: 'Above the text' }, names: { type: 'array', items: { type: 'string' } }, share: { type: 'number', default: 0.5 },
      copies: { type: 'integer' }, bold: { type: 'boolean', default: true }, tone: { enum: ['warm', 'plain'], default: 'plain' },
    },
  }
  const fields = inputFields(schema) ?? []

  test('has a control for each property', () => {
    expect(fields.map((field) => [field.name, field.kind, field.required])).toEqual([
      ['title', 'text', true], ['names', 'lines', true], ['share', 'number', false], ['copies', 'number', false], ['bold', 'toggle', false], ['tone', 'choice', false],
    ])
    expect(inputDefaults(schema, { names: ['Ada'], copies: 2, tone: null })).toEqual({ title: '', names: 'Ada', share: '0.5', copies: '2', bold: true, tone: '' })
    expect(inputDefaults(schema)).toEqual({ title: '', names: '', share: '0.5', copies: '', bold: true, tone: 'plain' })
  })
  test('gives back what the schema asks for', () => {
    expect(toIntent(fields, { title: ' Hello ', names: 'Ada\n\n Grace ', share: '0.25', copies: '', bold: false, tone: 'warm' })).toEqual({ title: 'Hello', names: ['Ada', 'Grace'], share: 0.25, bold: false, tone: 'warm' })
    expect(checkForm(fields, { title: 'x', names: '\n', share: 'much', copies: '1.5' }, [])).toEqual({ names: 'Write at least one, each on a line of its own.', share: 'Write a number.', copies: 'Write a whole number.' })
  })
  test.each<[string, Json | undefined]>([
    ['nothing', undefined], ['anything', true], ['a list', { type: 'array' }], ['an object in it', { type: 'object', properties: { a: { type: 'object' } } }],
    ['alternatives', { type: 'object', properties: {}, oneOf: [] }], ['a reference', { type: 'object', properties: { a: { $ref: '#/x' } } }], ['numbers to choose from', { type: 'object', properties: { a: { enum: [1, 2] } } }],
  ])('is none for %s: that is written as JSON', (_, of) => expect(inputFields(of)).toBeNull())
  test('is read from the text of a plan', () => {
    expect(planInput('grammar: 2\nname: a\ninput: { type: object, properties: { day: { type: string, default: 2026-01-02 } } }\nsteps: []\n')).toEqual({ type: 'object', properties: { day: { type: 'string', default: '2026-01-02' } } })
    expect(planInput('name: [')).toBeUndefined()
  })
  test('JSON that is none says so', () => {
    expect(readJson('{"a": 1}').value).toEqual({ a: 1 })
    expect(readJson('{a: 1}').problem).toMatch(/^This is no JSON: /)
  })
})

const step = (of: Partial<FlowStep>): FlowStep => ({
  step: 'a', attempt: 1, position: 0, title: null, status: 'passed', cause: 'ready', input: null, value: null, files: [], failure: null, verdict: null, decision: null, undo: null, items_done: 0, items_failed: 0, tries: 1, cost_nanos: 0, started_at: '', ended_at: null, ...of,
})
const run = (of: Partial<FlowRun>): FlowRun => ({
  id: 'r', user_id: 'u', flow_id: null, name: 'a', version: 1, status: 'running', input: null, output: null, failure: null, pause: null, continued_from: null, continued_in: null, redriven_as: null, waits: null, schedule_id: null, scheduled_for: null, parent_id: null, parent_step: null, forked_from: null, attributes: {}, steps_total: 2, steps_done: 0, cost_nanos: 0, created_at: '', started_at: null, ended_at: null, ...of,
})

describe('the steps of a run', () => {
  const plan: FlowPlan = { name: 'a', steps: [{ id: 'a', title: 'First', work: { effect: { effect: 'value' } } }, { id: 'b', work: { wait: { any: [{ signal: 'go' }, { for: { hours: 1 } }] } } }] }

  test('stand in the order of the plan, newest attempt first, and what has not begun is among them', () => {
    const rows = stepRows(plan, [step({ attempt: 1, status: 'reset' }), step({ attempt: 2 })])
    expect(rows.map((row) => [row.title, row.attempts.map((attempt) => attempt.attempt)])).toEqual([['First', [2, 1]], ['b', []]])
  })
  test('say what they do and what they wait for', () => {
    expect(plan.steps.map((one) => workWords(one))).toEqual(['value', 'wait for go or a length of time'])
    expect(workWords({ id: 'c', work: { each: { items: 'x', call: { effect: 'http.request' } } } })).toBe('http.request for each')
    const loop = { id: 'd', work: { repeat: { from: 'a', while: 'true', at_most: 5 } } }
    expect([workWords(loop), isWait(loop)]).toEqual(['again from a, at most 5 rounds', true])
    expect([signalsOf(plan.steps[1]), isWait(plan.steps[0]), isWait(plan.steps[1])]).toEqual([['go'], false, true])
  })
  test('say how long nobody has decided, and what they ask', () => {
    const overdue = step({ status: 'awaiting_approval', decision: { decision: 'escalated', to: ['board'], then: 'remind', at: '' } })
    expect([stepWord(overdue, plan.steps[0]), stepWord(step({ status: 'running' }), plan.steps[1]), stepWord(step({}), plan.steps[0])]).toEqual(['Overdue', 'Waits', undefined])
    expect([approvalOf({ id: 'a', work: {}, gate: { approval: { title: 'Pay?' } } }), approvalOf({ id: 'a', work: {}, gate: { approval: 'required' } })]).toEqual([{ title: 'Pay?' }, {}])
    expect([takesBack(plan), takesBack({ name: 'a', steps: [{ id: 'a', work: {}, undo: { effect: 'withdraw' } }] })]).toEqual([false, true])
  })
  test('the one that holds the run is looked at first, then the one that runs, then the last that was done', () => {
    const rows = stepRows(plan, [step({}), step({ step: 'b', status: 'running' })])
    expect(firstOfInterest(run({ pause: { kind: 'gate_failed', step: 'a', code: 'X' } }), rows)).toBe('a')
    expect(firstOfInterest(run({}), rows)).toBe('b')
    expect(firstOfInterest(run({ status: 'completed' }), stepRows(plan, [step({})]))).toBe('a')
  })
  test('is not known between two of them', () => {
    const between = (status: FlowRun['status'], last: FlowStep['status']) => isBetweenSteps(run({ status }), stepRows(plan, [step({ status: last })]))
    expect([between('running', 'passed'), between('running', 'awaiting_approval'), between('running', 'running'), between('completed', 'passed')]).toEqual([true, false, false, false])
  })
  test('can be decided about while the run goes on, and only then', () => {
    const [row] = stepRows(plan, [step({ status: 'awaiting_approval' })])
    if (!row) throw new Error('no row')
    expect(decisions(run({ status: 'paused' }), row)).toEqual({ stuck: true, approve: true, reject: true, rerun: true, skip: true })
    expect(decisions(run({ status: 'cancelled' }), row)).toEqual({ stuck: false, approve: false, reject: false, rerun: false, skip: false })
    expect(decisions(run({ failure: { code: 'CANCELLED', message: null, cleaning_up: true } }), row).stuck, 'while it takes back what it did').toBe(false)
    const waits: FlowRun['waits'] = { for: 'concurrency', key: null, place: 1, priority: 0, since: '2026-05-01T08:00:00Z', until: null, items: null }
    expect(decisions(run({ status: 'pending', waits }), { ...row, attempts: [] }).skip, 'while it waits to be let in').toBe(false)
    expect(decisions(run({ status: 'pending' }), { ...row, attempts: [] }).skip).toBe(true)
  })
  test('what failed counts by approval only where it gave something', () => {
    const failed = (of: Partial<FlowStep>) => stepRows(plan, [step({ status: 'failed', ...of })]).slice(0, 1).map((row) => decisions(run({ status: 'paused' }), row).approve)
    expect([failed({ verdict: { outcome: 'fail' } }), failed({ failure: { code: 'TIMEOUT', message: null } })]).toEqual([[true], [false]])
  })
  test('a pause that a person asked for does not need that person; one of a gate does', () => {
    const requested = { kind: 'requested', by: { id: 'u', via: 'api' }, reason: 'lunch' } as const
    expect([flowRunStatus(run({ status: 'paused', pause: requested })), pauseWords(requested)]).toEqual(['paused', 'Held: lunch'])
    expect(flowRunStatus(run({ status: 'paused', pause: { kind: 'approval_required', step: 'a' } }))).toBe('waiting')
  })
})

describe('a journal in lines', () => {
  test.each([
    [{ entry: 'attempt_started', step: 'a', attempt: 2, cause: { cause: 'rerun' }, inputs: [{ to: 'Ada' }] }, 'a', 'rerun, {"to":"Ada"}'],
    [{ entry: 'effect_completed', effort: { step: 'a', attempt: 1, item: 3 }, output: { value: { text: 'Hello' } } }, 'a', '{"text":"Hello"}'],
    [{ entry: 'attempt_failed', step: 'a', attempt: 1, failure: { code: 'TIMEOUT', message: 'Too slow.' } }, 'a', 'TIMEOUT Too slow.'],
    [{ entry: 'decided', step: 'a', attempt: 1, decision: 'approved', by: { id: 'u', via: 'api' }, reason: 'fine' }, 'a', 'approved via api: fine'],
    [{ entry: 'run_paused', reason: { kind: 'approval_required', step: 'a' } }, 'a', 'Approval required'],
    [{ entry: 'run_completed' }, undefined, ''],
    [{ entry: 'sent_back', to: 'b' }, undefined, '{"to":"b"}'],
  ])('%j', (entry, of, facts) => expect([entryStep(entry)?.step, entryFacts(entry)]).toEqual([of, facts]))
  test('long facts are cut', () => expect(entryFacts({ entry: 'step_skipped', step: 'a', reason: 'x'.repeat(500) })).toHaveLength(160))
})
