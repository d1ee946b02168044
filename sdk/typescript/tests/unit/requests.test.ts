// Errors as types, and which requests are tried again.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { connect, type Gatewright, GatewrightError } from '@gatewright/sdk'
import { Fake, problem, WHO } from '../fake.js'

let fake: Fake
let client: Gatewright
beforeEach(async () => {
  fake = await Fake.start()
  client = await connect({ url: fake.url, ...WHO })
})
afterEach(() => fake.stop())

/** The first requests to a path go wrong in this way. */
function faults(path: RegExp, ...faults: ReturnType<Fake['fault']>[]) {
  fake.fault = (asked) => (path.test(asked.path) ? faults.shift() : undefined)
}

test('a problem document becomes an error with its code, detail and places', async () => {
  const errors = [{ path: 'steps[0]', message: 'no such effect', line: 3, column: 5 }]
  faults(/flows/, { status: 422, body: problem(422, 'INVALID_PLAN', { errors }) })
  await assert.rejects(client.flows.apply('grammar: 1'), (error) => {
    assert.ok(error instanceof GatewrightError)
    assert.deepEqual([error.code, error.status, error.detail, error.errors, error.temporary], ['INVALID_PLAN', 422, 'what is INVALID_PLAN', errors, false])
    assert.match(error.message, /steps\[0\] \(3:5\): no such effect/)
    return true
  })
})

test('an answer of somebody in between that is no problem document keeps its status', async () => {
  faults(/pause/, { status: 502, body: '<html>' })
  await assert.rejects(client.run('r').pause('why'), { code: 'HTTP_502', status: 502 })
})

test('reading is tried again after a broken connection and after 502, 503 and 504', async () => {
  faults(/flows/, 'break', { status: 502 }, { status: 503 }, { status: 504 })
  assert.deepEqual(await client.flows.list(), [])
  assert.equal(fake.to('/flows').length, 5)
})

test('a start whose answer was lost is repeated with the same key', async () => {
  faults(/flow-runs/, 'break after')
  await client.start('hello', { who: 'Ada' }, { attributes: { team: 'red' } })
  const [first, second] = fake.to('/flow-runs')
  assert.ok(first?.headers['idempotency-key'])
  assert.equal(second?.headers['idempotency-key'], first.headers['idempotency-key'])
  assert.deepEqual(second?.body, { flow: 'hello', input: { who: 'Ada' }, attributes: { team: 'red' } })
})

test('a signal whose answer was lost is repeated with the same identity', async () => {
  const run = fake.run()
  faults(/signals/, 'break after')
  await client.run(run['id']).signal('tone', 'warm')
  const [first, second] = fake.asked.filter(({ path }) => path.endsWith('/signals/tone'))
  assert.ok(first?.body['id'])
  assert.deepEqual(second?.body, first.body)
})

test('what means something each time is not repeated where it may have been done', async () => {
  const run = fake.run()
  faults(/pause/, 'break after')
  await assert.rejects(client.run(run['id']).pause('lunch'), { code: 'UNREACHABLE', status: 0 })
  assert.equal(fake.asked.filter(({ path }) => path.endsWith('/pause')).length, 1)
})

test('too many requests is waited for as long as the server says, whatever was asked', async () => {
  const run = fake.run()
  faults(/pause/, { status: 429, headers: { 'retry-after': '1' } })
  const begun = Date.now()
  await client.run(run['id']).pause('lunch')
  assert.ok(Date.now() - begun >= 1000)
})

test('a server that is away is said to be, with its address', async () => {
  const away = await Fake.start()
  await away.stop()
  await assert.rejects(
    connect({ url: away.url, ...WHO }),
    (error) => error instanceof GatewrightError && error.code === 'UNREACHABLE' && error.detail.includes(away.url),
  )
})

test('a request that takes too long ends, and so does one that is aborted', async () => {
  const run = fake.run()
  const impatient = await connect({ url: fake.url, ...WHO, timeoutMs: 100 })
  await assert.rejects(impatient.run(run['id']).result({ timeoutMs: 300 }), { code: 'NO_ANSWER' })
  const stop = new AbortController()
  const result = client.run(run['id']).result({ signal: stop.signal })
  setTimeout(() => stop.abort(new Error('enough')), 50)
  await assert.rejects(result, { message: 'enough' })
  await assert.rejects(client.flows.list({ signal: AbortSignal.abort(new Error('never')) }), { message: 'never' })
})

test('a name starts a flow; an object and a text start a plan', async () => {
  await client.start('hello')
  await client.start('grammar: 1\nname: x\nsteps: []')
  await client.start({ grammar: 1, name: 'x', steps: [] })
  assert.deepEqual(fake.to('/flow-runs').map(({ body }) => Object.keys(body)[0]), ['flow', 'plan', 'plan'])
})

test('runs come page by page, and no page is asked for that is not wanted', async () => {
  for (let count = 0; count < 5; count++) fake.run({ count })
  const seen: unknown[] = []
  for await (const run of client.runs({ name: 'hello', attributes: { team: 'red' } })) seen.push((run as unknown as { count: number }).count)
  assert.deepEqual(seen, [4, 3, 2, 1, 0])
  assert.equal(fake.to('/flow-runs').length, 3)
  assert.equal(fake.to('/flow-runs')[0]?.query.get('attributes'), '{"team":"red"}')
  for await (const run of client.runs()) if (run) break
  assert.equal(fake.to('/flow-runs').length, 4)
})
