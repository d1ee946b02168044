// Everything once more against a real server: the binary that GATEWRIGHT names.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { ActivityError, connect, defineActivities, RunFailed, type Gatewright, type Run, type Worker, type WorkerOptions } from '@gatewright/sdk'
import { activities as wordCount, type Counts } from '../examples/word-count/activities.js'
import { until } from './fake.js'
import { PACKAGE, Server } from './server.js'

const RUNS = 20
const TEXTS = Array.from({ length: 10 }, (_, place) => `text${String.fromCharCode(97 + place)}`)

let server: Server
let who: { email: string; password: string }
let client: Gatewright
const working: { worker: Worker; over: Promise<void> }[] = []

before(async () => {
  server = await Server.start()
  who = await server.account('ada@example.org')
  client = await connect({ url: server.url, ...who })
})
after(async () => {
  await Promise.all(working.map(({ worker }) => worker.stop({ graceMs: 0 })))
  assert.equal(await server?.stop(), 0, 'the server ends in good order')
})

function work(options: WorkerOptions): Worker {
  const worker = client.worker(options)
  worker.on('error', () => {})
  working.push({ worker, over: worker.run() })
  return worker
}

const environment = () => ({ ...process.env, GATEWRIGHT_URL: server.url, GATEWRIGHT_EMAIL: who.email, GATEWRIGHT_PASSWORD: who.password })

/** Runs a program of this package; what it prints. */
async function program(path: string): Promise<string> {
  const child = spawn(process.execPath, [join(PACKAGE, 'build', path)], { cwd: PACKAGE, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, error] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (error += text))
  const [code] = (await once(child, 'close')) as [number | null]
  assert.equal(code, 0, error)
  return out
}

test('the example of the README runs', async () => {
  assert.match(await program('tests/generated/read-me.js'), /^\[\s+'Hello, Ada! \(greet, delivery 1\)',\s+'Hello, Grace! \(greet, delivery 1\)'\s+\]\n$/)
})

test('the example counts words', async () => {
  assert.equal(await program('examples/word-count/main.js'), "{ words: 14, commonest: 'a' }\n")
})

test('runs survive a worker that is killed, and each result counts once', async () => {
  await client.flows.apply(await readFile(join(PACKAGE, 'examples/word-count/plan.yaml'), 'utf8'))
  const doomed = spawn(process.execPath, [join(PACKAGE, 'build/tests/child-worker.js')], { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
  let begun = 0
  doomed.stdout.on('data', (text) => (begun += String(text).split('\n').length - 1))

  const activities = defineActivities({
    ...wordCount,
    count_words: async ({ text }: { text: string }): Promise<Counts> => {
      await new Promise((done) => setTimeout(done, 30))
      return { [text]: 1 }
    },
  })
  const runs = await Promise.all(Array.from({ length: RUNS }, () => client.start<{ words: number }>('word-count', { texts: TEXTS })))
  await until(() => begun >= 8, 'work of the one that is to die')
  const worker = work({ queue: 'texts', activities, concurrency: 4, leaseMs: 1000, name: 'steady' })
  let again = 0
  worker.on('completed', ({ task }) => (again += task.delivery > 1 ? 1 : 0))
  await until(() => begun >= 24, 'more of it')
  doomed.kill('SIGKILL')
  await once(doomed, 'exit')

  const outputs = await Promise.all(
    runs.map(async (run) => {
      for await (const { entry } of run.events()) if (entry.entry === 'run_paused') await run.approve('sum', 'looks right')
      return run.result()
    }),
  )
  assert.deepEqual(outputs, runs.map(() => ({ words: TEXTS.length, commonest: TEXTS[0] })))
  assert.ok(again >= 1, 'something that the killed one had was delivered again')
  for (const run of runs) {
    const done: unknown[] = []
    for await (const { entry } of run.events()) {
      if (entry.entry !== 'effect_completed') continue
      const { effort, output } = entry as unknown as { effort: { item?: number }; output: { value: Counts } }
      done.push(effort.item === undefined ? 'sum' : [effort.item, output.value])
    }
    assert.deepEqual(done.sort(), [...TEXTS.map((text, place) => [place, { [text]: 1 }]), 'sum'])
  }
  const [, sum] = await runs[0]!.steps()
  assert.deepEqual(sum?.files.map(({ path }) => path), ['words.csv'])
  await worker.stop()
})

test('a failing activity is tried as often as the plan says, and the run tells how it failed', async () => {
  const tries: number[] = []
  work({ queue: 'failures', activities: { fail: () => void (tries.push(1), assert.fail('no luck')) } })
  const plan = {
    grammar: 3,
    name: 'failing',
    steps: [
      {
        id: 'try',
        work: { effect: { effect: 'task', with: { queue: 'failures', activity: 'fail' } } },
        retry: { max_tries: 3, initial_ms: 1 },
        gate: { on_exhausted: 'fail' },
      },
    ],
  }
  const run = await client.start(plan)
  await assert.rejects(run.result(), (error) => {
    assert.ok(error instanceof RunFailed)
    assert.deepEqual([error.runId, error.status, error.step], [run.id, 'failed', 'try'])
    return true
  })
  assert.equal(tries.length, 3)
  const [step] = await run.steps()
  assert.deepEqual([step?.failure?.code, step?.failure?.message], ['ACTIVITY_ERROR', 'no luck'])
})

test('a step that asks for labels waits for a worker that has them', async () => {
  const activities = defineActivities({ where: (_input: unknown, { delivery }) => delivery })
  let passedBy = 0
  work({ queue: 'labelled', name: 'plain', activities, labels: ['region=us'] }).on('started', () => passedBy++)
  const call = (labels?: string[]) => ({ effect: { effect: 'task', with: { queue: 'labelled', activity: 'where', ...(labels ? { labels } : {}) } } })
  const plan = (labels?: string[]) => ({ grammar: 3, name: 'labelled', steps: [{ id: 'a', work: call(labels) }] })
  const run = await client.start(plan(['gpu', 'region=eu']))
  await until(async () => (await client.queues()).some(({ queue, waiting }) => queue === 'labelled' && waiting === 1), 'its task')
  await (await client.start(plan())).result()
  assert.equal(passedBy, 1)
  work({ queue: 'labelled', name: 'able', activities, labels: ['region=eu', 'gpu', 'large'] })
  await run.result({ timeoutMs: 20_000 })
  assert.equal(passedBy, 1)
  const seen = (await client.workers()).filter(({ queue }) => queue === 'labelled')
  assert.deepEqual(Object.fromEntries(seen.map(({ name, labels }) => [name, labels])), { able: ['gpu', 'large', 'region=eu'], plain: ['region=us'] })
})

const TALK = `
grammar: 3
name: talk
signals: {tone: {schema: {type: string}}}
state: {limit: {schema: {type: integer}, initial: 1}}
queries: {limit: "{{ state.limit }}"}
updates:
  raise: {schema: {type: integer}, when: payload < 10, refuse: "{{ payload }} is too much", set: [{increment: limit, by: "{{ payload }}"}], answer: "{{ state.limit }}"}
steps:
  - {id: wait, work: {wait: {signal: tone}}}
output: {tone: "{{ steps.wait.value.signals.tone }}", limit: "{{ state.limit }}"}
`

test('a run takes updates, answers queries, and goes on with a signal that counts once', async () => {
  await client.flows.apply(TALK)
  const run = await client.start('talk', null, { attributes: { team: 'red', size: 3 } })
  await until(async () => (await run.status()).status === 'running', 'its beginning')
  assert.equal(await run.query('limit'), 1)
  assert.equal(await run.update('raise', 4, { id: 'first' }), 5)
  assert.equal(await run.update('raise', 4, { id: 'first' }), 5, 'the same identity counts once')
  await assert.rejects(run.update('raise', 11), { code: 'UPDATE_REFUSED', detail: /11 is too much/ })
  await assert.rejects(run.signal('volume', 3), { code: 'UNKNOWN_SIGNAL' })
  const result = run.result({ timeoutMs: 20_000 })
  await run.signal('tone', 'warm')
  assert.deepEqual(await result, { tone: 'warm', limit: 5 })
  const found = []
  for await (const other of client.runs({ name: 'talk', attributes: { team: 'red' }, status: 'completed' })) found.push(other.id)
  assert.deepEqual(found, [run.id])
})

test('a queue is filled from here and emptied by the run', async () => {
  const plan = `
grammar: 4
name: packing
queues:
  parcels: {size: 3, dedupe: true, schema: {type: string}}
steps:
  - {id: closed, work: {effect: {effect: queue.take, with: {queue: parcels, most: 1}}}}
  - id: finish
    needs: [closed]
    work: {effect: {effect: queue.finish, with: {queue: parcels, items: "{{ steps.closed.value.items }}", status: failed, reason: torn}}}
  - {id: rest, needs: [finish], work: {effect: {effect: queue.take, with: {queue: parcels, until: drained, wait: {seconds: 0}}}}}
`
  const run = await client.start(plan)
  const parcels = run.queue<string>('parcels')
  const first = await parcels.add('a')
  await run.result({ timeoutMs: 20_000 })
  const item = await parcels.item(first)
  assert.deepEqual([item.status, item.payload, item.reason, item.attempts], ['failed', 'a', 'torn', 1])
  assert.deepEqual(
    (await run.queues()).map((queue) => [queue.queue_name, queue.failed, queue.health]),
    [['parcels', 1, 'healthy']],
  )
  await assert.rejects(parcels.add('b'), { code: 'RUN_ENDED' })

  await assert.rejects(run.queue('nothing').status(), { code: 'UNKNOWN_QUEUE' })

  const idle = await client.start('{"grammar":4,"name":"idle","signals":{"go":{}},"queues":{"q":{"size":2,"dedupe":true}},"steps":[{"id":"w","work":{"wait":{"signal":"go"}}}]}')
  const queue = idle.queue<number>('q')
  const told = await queue.addAll([{ payload: 1 }, { payload: 1 }, { payload: 2 }, { payload: 3 }], { key: 'k' })
  assert.deepEqual(
    told.map(({ status }) => status),
    ['added', 'duplicate', 'added', 'full'],
  )
  assert.deepEqual((await queue.addAll([{ payload: 1 }], { key: 'k' }))[0]?.id, told[0]?.id, 'the same key adds nothing')
  await assert.rejects(queue.add(9), { code: 'QUEUE_FULL' })
  await assert.rejects(queue.retry(told[0]?.id ?? ''), { code: 'ITEM_NOT_FAILED' })
  await queue.remove(told[0]?.id ?? '')
  const left = []
  for await (const item of queue.items({ status: 'pending' })) left.push(item.payload)
  assert.deepEqual(left, [2])
  await queue.close()
  await assert.rejects(queue.add(9), { code: 'QUEUE_CLOSED' })
  await idle.cancel('enough')
})

test('the same key starts one run', async () => {
  const [one, two] = await Promise.all([client.start('talk', null, { key: 'k' }), client.start('talk', null, { key: 'k' })])
  assert.equal(one.id, two.id)
  await one.cancel('enough')
  await assert.rejects(two.result(), { name: 'RunFailed', status: 'cancelled', code: 'CANCELLED', message: 'enough' })
})

test('a run is held and goes on', async () => {
  const run = await client.start('talk')
  assert.equal((await run.pause('lunch')).status, 'paused')
  assert.notEqual((await run.resume()).status, 'paused')
  await run.cancel()
})

test('an activity of a run that is cancelled is told to stop', async () => {
  const stopped = new Promise<void>((done) => {
    work({
      queue: 'long',
      leaseMs: 1000,
      activities: { long: (_input: unknown, { signal }) => new Promise((over) => signal.addEventListener('abort', () => (done(), over(null)))) },
    }).once('started', () => void run.then((run) => run.cancel('enough')))
  })
  const run: Promise<Run> = client.start({ grammar: 3, name: 'long', steps: [{ id: 'long', work: { effect: { effect: 'task', with: { queue: 'long', activity: 'long' } } } }] })
  await stopped
  await assert.rejects((await run).result(), { status: 'cancelled' })
})

test('a schedule fires when it is told to', async () => {
  const schedule = await client.schedules.create({ name: 'nightly', flow: 'talk', definition: { when: { cron: '0 3 * * *' }, zone: 'Europe/Berlin' } })
  assert.equal((await client.schedules.pause(schedule.id)).definition.paused, true)
  assert.ok(!(await client.schedules.resume(schedule.id)).definition.paused)
  await client.schedules.trigger(schedule.id)
  let firing
  await until(async () => {
    for await (firing of client.schedules.firings(schedule.id)) return firing.run_id !== null
    return false
  }, 'the firing')
  assert.equal(firing!.cause, 'hand')
  const run = client.run<{ tone: string }>(firing!.run_id!)
  await run.signal('tone', 'sleepy')
  assert.equal((await run.result()).tone, 'sleepy')
  assert.deepEqual((await client.schedules.list()).map(({ name }) => name), ['nightly'])
  await client.schedules.remove(schedule.id)
  await assert.rejects(client.schedules.get(schedule.id), { code: 'UNKNOWN_SCHEDULE', status: 404 })
})

test('a schedule is previewed, and made up for a past range', async () => {
  const definition = { when: { cron: '0 3 * * *' }, zone: 'Europe/Berlin' } as const
  assert.deepEqual(await client.schedules.preview(definition, { count: 2, after: '2026-01-01T00:00:00Z' }), ['2026-01-01T02:00:00Z', '2026-01-02T02:00:00Z'])
  const quick = await client.flows.apply('grammar: 3\nname: quick\nsteps: [{id: a, work: {effect: {effect: value}}}]')
  assert.match(await client.flows.source('quick', quick.flow.latest_version), /name: quick/)
  const schedule = await client.schedules.create({ name: 'past', flow: 'quick', definition: { ...definition, overlap: 'allow' } })
  assert.equal((await client.schedules.backfill(schedule.id, '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z')).moments, 3)
  await client.schedules.remove(schedule.id)
})

const FAILING = (queue: string) => ({
  grammar: 3,
  name: 'shaky',
  steps: [
    { id: 'well', work: { effect: { effect: 'value', with: { n: 1 } } } },
    { id: 'shaky', needs: ['well'], work: { effect: { effect: 'task', with: { queue, activity: 'shaky' } } }, gate: { on_exhausted: 'fail' } },
  ],
  output: '{{ steps.shaky.value }}',
})

test('what failed for good is listed, counted and taken up where it stopped', async () => {
  let broken = true
  work({ queue: 'shaky', name: 'shaker', activities: { shaky: () => (broken ? Promise.reject(new ActivityError('NO_INK', 'the pen is dry', { retryable: false })) : 'well done') } })
  const run = await client.start<string>(FAILING('shaky'))
  await assert.rejects(run.result(), { name: 'RunFailed', code: 'NO_INK' })
  const dead = []
  for await (const letter of client.deadLetters.list({ code: 'NO_INK' })) dead.push(letter)
  assert.deepEqual(dead.map(({ id, kind, name, step, message }) => [id, kind, name, step, message]), [[run.id, 'flow', 'shaky', 'shaky', 'the pen is dry']])
  assert.ok((await client.deadLetters.counts()).some(({ name, code, runs }) => name === 'shaky' && code === 'NO_INK' && runs === 1))
  broken = false
  const again = await run.redrive()
  assert.equal(await again.result(), 'well done')
  assert.equal((await run.status()).redriven_as, again.id)
  await assert.rejects(run.redrive(), { code: 'REDRIVEN' })
  assert.deepEqual((await client.deadLetters.redrive({ code: 'NO_INK' })).results, [])
  const forked = await again.fork({ from: ['shaky'] })
  assert.equal(await forked.result(), 'well done')
  assert.equal((await forked.status()).forked_from, again.id)
  assert.ok((await client.workers()).some(({ name, queue }) => name === 'shaker' && queue === 'shaky'))
  assert.ok(Array.isArray(await client.queues()))
  await assert.rejects(client.workers({ scope: 'all' }), { code: 'FORBIDDEN', status: 403 })
})

test('a run goes to the archive with its children, is exported, and comes back', async () => {
  await client.flows.apply('grammar: 3\nname: leaf\nsteps: [{id: a, work: {effect: {effect: value, with: {file: {path: a.md, text: Hello}}}}}]')
  const run = await client.start({ grammar: 3, name: 'tree', steps: [{ id: 'leaf', work: { effect: { effect: 'child', with: { flow: 'leaf' } } } }] })
  await run.result()
  const [child] = await run.children()
  assert.equal(child?.parent_id, run.id)
  const leaf = client.run(child!.id)
  const [step] = await leaf.steps()
  const { sha256 } = step!.files[0]!
  assert.equal(Buffer.from(await leaf.file(sha256)).toString(), 'Hello')
  const before = await leaf.status()
  const file = await leaf.export()
  assert.match(gunzipSync(file).toString(), /^\{"format":"gatewright.run","version":1,/)
  assert.deepEqual((await client.archive.add([run.id])).kept.map(({ code }) => code), ['HAS_CHILDREN'])
  const done = await client.archive.add([run.id, leaf.id])
  assert.deepEqual([done.archived, done.kept], [[leaf.id, run.id], []])
  await assert.rejects(leaf.status(), { code: 'UNKNOWN_RUN' })
  assert.deepEqual(await client.archive.export(leaf.id), file)
  const listed = []
  for await (const archived of client.archive.list({ name: 'leaf' })) listed.push(archived.id)
  assert.deepEqual(listed, [leaf.id])
  assert.deepEqual(await client.archive.restore(leaf.id), before)
  assert.equal(Buffer.from(await leaf.file(sha256)).toString(), 'Hello')
  const kept = await client.archive.keep({ all: { keep_days: 30 }, flows: { leaf: { keep_days: 1, archive: false } } })
  assert.deepEqual([kept.all, kept.flows], [{ keep_days: 30, archive: true }, { leaf: { keep_days: 1, archive: false } }])
  assert.deepEqual((await client.archive.retention()).all, { keep_days: 30, archive: true })
  await client.archive.keep({})
})

test('a plan that cannot be used says where', async () => {
  await assert.rejects(client.flows.apply('grammar: 3\nname: broken\nsteps: [{id: a, needs: [b], work: {effect: {effect: value}}}]'), (error: any) => {
    assert.equal(error.code, 'INVALID_PLAN')
    assert.ok(error.errors.length > 0 && error.errors[0].path)
    return true
  })
})

test('workers and runs survive a restart of the server', async () => {
  const activities = defineActivities({
    step: async (n: number) => {
      await new Promise((done) => setTimeout(done, 20))
      return n + 1
    },
  })
  const worker = work({ queue: 'restart', activities, leaseMs: 2000 })
  const steps = Array.from({ length: 30 }, (_, place) => ({
    id: `s${place}`,
    ...(place > 0 ? { needs: [`s${place - 1}`] } : {}),
    work: { effect: { effect: 'task', with: { queue: 'restart', activity: 'step', input: place > 0 ? `{{ steps.s${place - 1}.value }}` : 0 } } },
  }))
  const runs = await Promise.all(Array.from({ length: 5 }, () => client.start<number>({ grammar: 3, name: 'restart', steps, output: '{{ steps.s29.value }}' })))
  const results = Promise.all(runs.map((run) => run.result()))
  let done = 0
  worker.on('completed', () => done++)
  await until(() => done >= 20, 'some work')
  await server.restart()
  assert.deepEqual(await results, [30, 30, 30, 30, 30])
})
