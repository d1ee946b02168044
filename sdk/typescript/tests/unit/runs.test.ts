// Waiting for runs and following them.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { connect, type Gatewright, RunFailed } from '@gatewright/sdk'
import { Fake, until, WHO } from '../fake.js'

let fake: Fake
let client: Gatewright
beforeEach(async () => {
  fake = await Fake.start()
  client = await connect({ url: fake.url, ...WHO })
})
afterEach(() => fake.stop())

function end(run: Record<string, unknown>, status: string, more: object = {}) {
  Object.assign(run, { status, ...more })
  fake.tell(run, { entry: `run_${status}` })
}

test('a result comes as soon as the run ends, by its events', async () => {
  const run = fake.run()
  const result = client.run<{ words: number }>(run['id']).result()
  await until(() => fake.followers(run) === 1, 'following')
  fake.tell(run, { entry: 'attempt_started' })
  end(run, 'completed', { output: { words: 3 } })
  assert.deepEqual(await result, { words: 3 })
  assert.equal(fake.to(`/flow-runs/${run['id']}`).length, 2, 'asked before and after, and not in between')
})

test('a run that has ended gives its result at once', async () => {
  const run = fake.run({ status: 'completed', output: 42 })
  assert.equal(await client.run(run['id']).result(), 42)
  assert.equal(fake.asked.filter(({ path }) => path.endsWith('/events')).length, 0)
})

test('a failure says its code, message and step', async () => {
  const run = fake.run({ status: 'failed', failure: { code: 'OUT_OF_PAPER', message: 'tray 2 is empty', step: 'print' } })
  await assert.rejects(client.run(run['id']).result(), (error) => {
    assert.ok(error instanceof RunFailed)
    assert.deepEqual([error.runId, error.status, error.code, error.message, error.step], [run['id'], 'failed', 'OUT_OF_PAPER', 'tray 2 is empty', 'print'])
    return true
  })
  const other = fake.run({ status: 'cancelled', failure: { code: 'CANCELLED', message: null } })
  await assert.rejects(client.run(other['id']).result(), { name: 'RunFailed', status: 'cancelled', code: 'CANCELLED', message: `run ${other['id']} was cancelled` })
})

test('events come once and in order across connections that break', async () => {
  const run = fake.run()
  fake.tell(run, { entry: 'run_started' })
  const seen: number[] = []
  const following = (async () => {
    for await (const { seq } of client.run(run['id']).events()) seen.push(seq)
  })()
  for (let cut = 0; cut < 3; cut++) {
    await until(() => fake.followers(run) === 1 && seen.length === 1 + 2 * cut, 'following again')
    fake.tell(run, { entry: 'attempt_started' })
    fake.tell(run, { entry: 'effect_completed' })
    await until(() => seen.length === 3 + 2 * cut, 'hearing of it')
    fake.cut(run)
    await until(() => fake.followers(run) === 0, 'the cut')
  }
  await until(() => fake.followers(run) === 1, 'following again')
  end(run, 'completed')
  await following
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8])
  const asked = fake.asked.filter(({ path }) => path.endsWith('/events')).map(({ headers }) => headers['last-event-id'])
  assert.deepEqual(asked, [undefined, '3', '5', '7'])
})

test('events of a run that has told everything are none', async () => {
  const run = fake.run()
  end(run, 'completed')
  const seen = []
  for await (const event of client.run(run['id']).events({ after: 1 })) seen.push(event)
  assert.deepEqual(seen, [])
})

test('whoever stops reading events leaves no connection behind', async () => {
  const run = fake.run()
  fake.tell(run, { entry: 'run_started' })
  for await (const event of client.run(run['id']).events()) if (event) break
  await until(() => fake.followers(run) === 0, 'letting go')
})

test('where events cannot be had, a result is asked for again and again', async () => {
  const run = fake.run()
  fake.fault = ({ path }) => (path.endsWith('/events') ? { status: 200, body: 'a page of a proxy', headers: { 'content-type': 'text/html' } } : undefined)
  const result = client.run(run['id']).result()
  await until(() => fake.to(`/flow-runs/${run['id']}`).length >= 2, 'asking again')
  Object.assign(run, { status: 'completed', output: 'late' })
  assert.equal(await result, 'late')
})

test('a result survives a server that restarts', async () => {
  const run = fake.run()
  const result = client.run(run['id']).result()
  await until(() => fake.followers(run) === 1, 'following')
  await fake.down()
  end(run, 'completed', { output: 'back' })
  // Longer than the tries of one request.
  await new Promise((done) => setTimeout(done, 4000))
  await fake.up()
  assert.equal(await result, 'back')
})

test('a run that went on in another one ends with that one', async () => {
  const last = fake.run({ status: 'completed', output: 'the end' })
  const second = fake.run({ status: 'continued', continued_in: last['id'] })
  const first = fake.run({ status: 'continued', continued_in: second['id'] })
  assert.equal(await client.run(first['id']).result(), 'the end')
  assert.equal(fake.asked.filter(({ path }) => path === '/flow-runs').length, 0, 'no list is searched')
  // Its successor is in the archive, or gone.
  await assert.rejects(client.run(fake.run({ status: 'continued' })['id']).result(), { name: 'GatewrightError', code: 'UNKNOWN_RUN' })
})

test('a run that cannot be taken up again says why', async () => {
  const run = fake.run({ status: 'completed' })
  fake.fault = ({ path, body }) => {
    if (path !== '/dead-letters/redrive') return undefined
    assert.deepEqual(body, { runs: [run['id']] })
    return { status: 200, body: { results: [{ id: run['id'], state: 'refused', run_id: null, code: 'NOT_A_DEAD_LETTER', message: 'it is completed' }], more: false } }
  }
  await assert.rejects(client.run(run['id']).redrive(), { name: 'GatewrightError', code: 'NOT_A_DEAD_LETTER', detail: 'it is completed' })
})

test('a fork is made once, however often it is asked for', async () => {
  const run = fake.run()
  let breaks = 2
  fake.fault = ({ path }) => (path.endsWith('/fork') && breaks-- > 0 ? 'break after' : undefined)
  assert.equal((await client.run(run['id']).fork({ from: ['a'], input: { n: 2 } })).id, run['id'])
  const asked = fake.asked.filter(({ path }) => path.endsWith('/fork'))
  assert.equal(asked.length, 3)
  assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1, 'under one key')
  assert.deepEqual(asked[0]?.body, { from: ['a'], input: { n: 2 } })
})

test('updates and queries give what the run answers', async () => {
  const run = client.run(fake.run()['id'])
  assert.deepEqual(await run.update('set limit', 3), { name: 'set%20limit', got: 3 })
  assert.equal(await run.query('progress'), `progress of ${run.id}`)
})
