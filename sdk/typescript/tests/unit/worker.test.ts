// The worker, against a server that speaks the protocol.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { ActivityError, connect, defineActivities, type ActivityContext, type Gatewright, type InputOf, type OutputOf, type Worker } from '@gatewright/sdk'
import { Fake, problem, until, WHO } from '../fake.js'

let fake: Fake
let client: Gatewright
let workers: { worker: Worker; over: Promise<void> }[] = []
beforeEach(async () => {
  fake = await Fake.start()
  client = await connect({ url: fake.url, ...WHO })
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map(({ worker }) => worker.stop({ graceMs: 0 })))
  await fake.stop()
})

function work(options: Parameters<Gatewright['worker']>[0]): Worker {
  const worker = client.worker({ name: 'test', ...options })
  worker.on('error', () => {})
  const over = worker.run()
  over.catch(() => {})
  workers.push({ worker, over })
  return worker
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))
const polls = () => fake.to('/tasks/poll')
const results = () => fake.asked.flatMap(({ path, body }) => (path.startsWith('/tasks/') && path !== '/tasks/heartbeat' ? [...(body['completed'] ?? []), ...(body['failed'] ?? []), ...(body['tasks'] ?? [])] : []))

/** A promise to be kept by the test. */
function gate<T = void>() {
  let open!: (value: T) => void
  const opened = new Promise<T>((done) => (open = done))
  return { open, opened }
}

const double = defineActivities({ double: (n: number) => n * 2 })

test('types of inputs and outputs are kept', () => {
  const activities = defineActivities({
    resize: async (input: { url: string; width: number }, context) => ({ key: context.idempotencyKey, width: input.width }),
    plain: () => 'text',
  })
  const input: InputOf<typeof activities, 'resize'> = { url: 'x', width: 3 }
  const output: OutputOf<typeof activities, 'resize'> = { key: 'k', width: 3 }
  const plain: OutputOf<typeof activities, 'plain'> = 'text'
  // @ts-expect-error: the height is none of its inputs
  const wrong: InputOf<typeof activities, 'resize'> = { url: 'x', height: 3 }
  assert.ok(input && output && plain && wrong)
})

test('a task is carried out and its value handed in', async () => {
  let seen: ActivityContext | undefined
  const worker = work({ queue: 'images', activities: { double: (n: number, context) => ((seen = context), n * 2) } })
  const told: string[] = []
  worker.on('started', ({ task }) => told.push(`started ${task.id}`))
  worker.on('completed', ({ task, certain }) => told.push(`completed ${task.id} ${certain}`))
  const task = fake.offer('double', 21)
  await until(() => told.length === 2, 'both events')
  assert.deepEqual([task.state, task.result?.['value']], ['completed', 42])
  assert.deepEqual(told, ['started task-1', 'completed task-1 true'])
  assert.deepEqual([seen?.runId, seen?.step, seen?.attempt, seen?.item, seen?.delivery, seen?.idempotencyKey], ['run-1', 'step', 1, null, 1, 'key-task-1'])
  assert.deepEqual([polls()[0]?.body['queue'], polls()[0]?.body['activities'], polls()[0]?.body['worker']], ['images', ['double'], 'test'])
})

test('an idle worker asks twice at once and then waits', async () => {
  work({ activities: double })
  await pause(200)
  assert.equal(polls().length, 2)
  assert.deepEqual(polls().map(({ body }) => body['max']), [5, 5])
})

test('no more tasks are asked for than there is room, with every poll in flight counted', async () => {
  const { open, opened } = gate()
  work({ concurrency: 3, activities: { wait: () => opened } })
  for (let count = 0; count < 10; count++) fake.offer('wait')
  await until(() => fake.tasks.filter(({ state }) => state === 'leased').length === 3, 'three under way')
  await pause(100)
  assert.equal(fake.tasks.filter(({ state }) => state === 'leased').length, 3)
  assert.ok(polls().every(({ body }) => body['max'] <= 3))
  open()
  await until(() => fake.tasks.every(({ state }) => state === 'completed'), 'all')
})

test('results travel with polls, many at once', async () => {
  for (let count = 0; count < 1000; count++) fake.offer('double', count)
  work({ concurrency: 200, activities: double })
  await until(() => fake.tasks.every(({ state }) => state === 'completed'), 'all')
  assert.ok(fake.tasks.every((task, count) => task.result?.['value'] === count * 2))
  const requests = fake.asked.filter(({ path }) => path.startsWith('/tasks/')).length
  assert.ok(requests <= 20, `${requests} requests for 1000 tasks`)
})

test('a result waits for no poll that has nothing to bring', async () => {
  const { open, opened } = gate()
  work({ activities: { wait: () => opened } })
  const task = fake.offer('wait')
  await until(() => task.state === 'leased' && polls().length === 3, 'both polls out again')
  open()
  await until(() => task.state === 'completed', 'the result', 1000)
  assert.equal(fake.to('/tasks/complete').length, 1)
})

test('what gathers while results are handed in goes in one request after that', async () => {
  const gates = Array.from({ length: 5 }, () => gate<number>())
  work({ concurrency: 12, activities: { wait: (place: number) => gates[place]!.opened } })
  for (let place = 0; place < 5; place++) fake.offer('wait', place)
  await until(() => fake.tasks.every(({ state }) => state === 'leased') && polls().length === 3, 'all under way, and both polls out')
  const handedIn = gate()
  fake.fault = async ({ path }) => (path === '/tasks/complete' ? void (await handedIn.opened) : undefined)
  for (const { open } of gates) {
    open(1)
    await pause(20)
  }
  handedIn.open()
  await until(() => fake.tasks.every(({ state }) => state === 'completed'), 'all')
  assert.deepEqual(fake.to('/tasks/complete').map(({ body }) => body['tasks'].length), [1, 4])
})

test('failures are told as the activity says, and everything else as retryable', async () => {
  const worker = work({
    activities: {
      own: () => Promise.reject(new ActivityError('OUT_OF_PAPER', 'tray 2 is empty', { retryable: false })),
      other: () => {
        throw new Error('oh')
      },
      strange: () => Promise.reject(undefined),
      circle: () => {
        const circle: Record<string, unknown> = {}
        return (circle['self'] = circle)
      },
      large: () => 'x'.repeat(16 * 1024),
    },
  })
  const told: [string, string][] = []
  worker.on('failed', ({ task, code }) => told.push([task.activity, code]))
  const tasks = ['own', 'other', 'strange', 'circle', 'large'].map((activity) => fake.offer(activity))
  await until(() => told.length === 5, 'all')
  const failures = tasks.map(({ result }) => [result?.['code'], result?.['retryable']])
  assert.deepEqual(failures, [['OUT_OF_PAPER', false], ['ACTIVITY_ERROR', true], ['ACTIVITY_ERROR', true], ['RESULT_NOT_JSON', false], ['RESULT_TOO_LARGE', false]])
  assert.deepEqual(tasks.slice(0, 2).map(({ result }) => result?.['message']), ['tray 2 is empty', 'oh'])
  assert.throws(() => new ActivityError('out of paper', 'x'), TypeError)
})

test('nothing at all is null, and files go along', async () => {
  work({
    activities: {
      make: (_input: unknown, context) => {
        context.file('a.md', '# Ä', 'text/markdown')
        context.file('b.bin', new Uint8Array([0, 255]).subarray(1))
      },
    },
  })
  const task = fake.offer('make')
  await until(() => task.state === 'completed', 'it')
  assert.equal(task.result?.['value'], null)
  assert.deepEqual(task.result?.['files'], [
    { path: 'a.md', media_type: 'text/markdown', text: '# Ä' },
    { path: 'b.bin', media_type: 'application/octet-stream', base64: '/w==' },
  ])
})

test('tasks of other activities are left to others, or failed where one wants that', async () => {
  work({ activities: double })
  const other = fake.offer('unknown')
  await pause(100)
  assert.equal(other.state, 'waiting')
  work({ activities: double, others: 'fail', name: 'strict' })
  await until(() => other.state === 'failed', 'its failure')
  assert.deepEqual([other.result?.['code'], other.result?.['retryable']], ['UNKNOWN_ACTIVITY', false])
  assert.match(other.result?.['message'], /knows no activity unknown; it knows double/)
})

test('a worker that knows no activity is refused, as to the server that would be all, unless it fails what it does not know', async () => {
  assert.throws(() => client.worker({ activities: {} }), RangeError)
  assert.throws(() => client.worker({ activities: {}, others: 'leave' }), /at least one activity/)
  work({ activities: {}, others: 'fail' })
  const task = fake.offer('unknown')
  await until(() => task.state === 'failed', 'its failure')
  assert.ok(polls().every(({ body }) => body['activities'] === undefined))
})

test('tasks that ask for labels go to a worker that has them all', async () => {
  work({ activities: double, name: 'plain' })
  const [both, none] = [fake.offer('double', 2, ['gpu', 'region=eu']), fake.offer('double', 3)]
  await until(() => none.state === 'completed', 'what asks for nothing')
  work({ activities: double, name: 'half', labels: ['gpu'] })
  await until(() => polls().some(({ body }) => body['worker'] === 'half'), 'a poll')
  await pause(100)
  assert.equal(both.state, 'waiting')
  work({ activities: double, name: 'able', labels: ['region=eu', 'gpu', 'large'] })
  await until(() => both.state === 'completed', 'the other one')
  assert.equal(both.by, 'able')
  const sent = (name: string) => polls().filter(({ body }) => body['worker'] === name).map(({ body }) => body['labels'])
  assert.ok(sent('plain').every((labels) => labels === undefined), 'a server that knows no labels is told of none')
  assert.deepEqual(sent('able')[0], ['region=eu', 'gpu', 'large'])
  assert.ok(sent('able').every((labels) => labels !== undefined))
})

test('a lease is held while an activity works, with one request for all tasks', async () => {
  const { open, opened } = gate()
  work({ leaseMs: 1000, activities: { wait: () => opened } })
  const tasks = [fake.offer('wait'), fake.offer('wait'), fake.offer('wait')]
  await pause(1700)
  assert.ok(tasks.every(({ state, delivery }) => state === 'leased' && delivery === 1))
  const beats = fake.to('/tasks/heartbeat')
  assert.ok(beats.length >= 4 && beats.length <= 6, `${beats.length} heartbeats`)
  assert.ok(beats.every(({ body }) => body['tasks'].length === 3))
  open()
  await until(() => tasks.every(({ state }) => state === 'completed'), 'all')
})

test('a task that is no longer wanted is told so, and its result is not sent', async () => {
  const aborted: unknown[] = []
  const worker = work({
    leaseMs: 1000,
    activities: {
      wait: (_input: unknown, { signal }) => new Promise((done) => signal.addEventListener('abort', () => (aborted.push(signal.reason), done('too late')))),
    },
  })
  const lost: string[] = []
  worker.on('lost', ({ task }) => lost.push(task.id))
  const task = fake.offer('wait')
  await until(() => task.state === 'leased', 'it')
  fake.drop(task)
  await until(() => lost.length === 1 && aborted.length === 1, 'hearing of it')
  assert.match(String(aborted[0]), /no longer wanted/)
  await pause(100)
  assert.deepEqual(results(), [])
})

test('an activity can ask whether its task is still wanted', async () => {
  const answers: boolean[] = []
  const { open, opened } = gate()
  work({
    activities: {
      careful: async (_input: unknown, context) => {
        answers.push(await context.heartbeat())
        await opened
        answers.push(await context.heartbeat())
      },
    },
  })
  const tasks = [fake.offer('careful'), fake.offer('careful')]
  await until(() => answers.length === 2, 'the first answers')
  assert.equal(fake.to('/tasks/heartbeat').length, 1, 'one request for both')
  fake.drop(tasks[0]!)
  open()
  await until(() => answers.length === 4, 'the others')
  assert.deepEqual(answers, [true, true, false, true])
})

test('a result for a task that somebody else has counts for nothing', async () => {
  const { open, opened } = gate()
  const worker = work({ activities: { wait: () => opened } })
  const lost: string[] = []
  worker.on('lost', ({ task }) => lost.push(task.id))
  const task = fake.offer('wait')
  await until(() => task.state === 'leased', 'it')
  fake.drop(task)
  open()
  await until(() => lost.length === 1, 'hearing of it')
})

test('a server that restarts is waited for, and results that were not taken arrive', async () => {
  const { open, opened } = gate()
  const worker = work({ activities: { wait: () => opened, ...double } })
  const errors: Error[] = []
  worker.on('error', (error) => errors.push(error))
  const task = fake.offer('wait')
  await until(() => task.state === 'leased', 'it')
  await fake.down()
  open()
  await pause(300)
  const tried = errors.length
  assert.ok(tried >= 1 && tried <= 5, `${tried} tries in 300 ms`)
  await fake.up()
  await until(() => task.state === 'completed', 'its result')
  const next = fake.offer('double', 1)
  await until(() => next.state === 'completed', 'the next')
})

test('a server that stops is asked again soon, whatever it says to others', async () => {
  let first = true
  fake.fault = ({ path }) => (first && path === '/tasks/poll' ? ((first = false), { status: 503, body: problem(503, 'UNAVAILABLE'), headers: { 'retry-after': '5' } }) : undefined)
  const task = fake.offer('double', 1)
  work({ activities: double })
  await until(() => task.state === 'completed', 'its result', 2000)
})

test('a result that was taken before the connection broke counts as done, and the event says that this is not certain', async () => {
  let broken = 0
  fake.fault = ({ path, body }) => {
    const carries = path === '/tasks/complete' || (path === '/tasks/poll' && body['completed'])
    return carries && broken++ === 0 ? 'break after' : undefined
  }
  const worker = work({ activities: double })
  const told: unknown[] = []
  worker.on('completed', ({ task, certain }) => told.push([task.id, certain]))
  worker.on('lost', ({ task }) => told.push(['lost', task.id]))
  const task = fake.offer('double', 4)
  await until(() => told.length > 0, 'hearing of it')
  assert.equal(task.result?.['value'], 8)
  assert.deepEqual(told, [['task-1', false]])
})

test('a token that expires is renewed under way', async () => {
  work({ activities: double })
  for (let count = 0; count < 5; count++) {
    fake.revoke()
    const task = fake.offer('double', count)
    await until(() => task.state === 'completed', 'it')
  }
  assert.equal(fake.signIns, 1)
  assert.ok(fake.refreshes >= 1)
})

test('a worker that can no longer sign in ends with that, whatever results it has', async () => {
  const { open, opened } = gate()
  const worker = work({ activities: { wait: () => opened } })
  const task = fake.offer('wait')
  await until(() => task.state === 'leased', 'it')
  fake.fault = ({ path }) => (path === '/auth/v1/token' ? { status: 400, body: { code: 400, error_code: 'user_banned', msg: 'User is banned' } } : undefined)
  fake.revoke()
  open()
  await assert.rejects(workers[0]!.over, { code: 'user_banned', status: 401 })
  await worker.stop()
})

test('one result that the server does not take spoils no other', async () => {
  const refusing = ({ body }: { body: Record<string, any> }) => {
    const sent = [...(body['completed'] ?? []), ...(body['tasks'] ?? [])]
    return sent.some(({ value }) => value === 'poison') ? { status: 422, body: problem(422, 'INVALID_REQUEST') } : undefined
  }
  fake.fault = refusing
  const worker = work({ activities: { echo: (value: unknown) => value } })
  const failed: string[] = []
  worker.on('failed', ({ code, message }) => failed.push(`${code}: ${message}`))
  const tasks = ['a', 'poison', 'b', 'c'].map((value) => fake.offer('echo', value))
  await until(() => tasks.every(({ state }) => state === 'completed' || state === 'failed'), 'all')
  assert.deepEqual(tasks.map(({ state }) => state), ['completed', 'failed', 'completed', 'completed'])
  await until(() => failed.length === 1, 'the event')
  assert.deepEqual(failed, ['RESULT_REFUSED: what is INVALID_REQUEST'])
})

test('one result over which the server stumbles holds up no other, and is tried again', async () => {
  let stumbles = true
  fake.fault = ({ body }) => {
    const sent = [...(body['completed'] ?? []), ...(body['tasks'] ?? [])]
    return stumbles && sent.some(({ value }) => value === 'poison') ? { status: 500, body: problem(500, 'INTERNAL') } : undefined
  }
  work({ activities: { echo: (value: unknown) => value } })
  const tasks = ['a', 'poison', 'b', 'c'].map((value) => fake.offer('echo', value))
  const others = tasks.filter(({ input }) => input !== 'poison')
  await until(() => others.every(({ state }) => state === 'completed'), 'the others')
  assert.equal(tasks[1]!.state, 'leased')
  stumbles = false
  await until(() => tasks[1]!.state === 'completed', 'the one')
})

test('a server that knows no task queues, or an account that may not, ends the worker with the reason', async () => {
  for (const [status, code] of [[404, 'NOT_FOUND'], [403, 'FORBIDDEN']] as const) {
    fake.fault = ({ path }) => (path === '/tasks/poll' ? { status, body: problem(status, code) } : undefined)
    await assert.rejects(client.worker({ activities: double }).run(), { code, status })
  }
})

test('a worker that stops waits for what is under way, asks for nothing more, and hands in the results', async () => {
  const { open, opened } = gate()
  const worker = work({ activities: { wait: () => opened } })
  const task = fake.offer('wait')
  await until(() => task.state === 'leased' && polls().length === 3, 'it')
  const stopped = worker.stop({ graceMs: 5000 })
  await pause(50)
  const late = fake.offer('wait')
  await pause(100)
  open()
  await stopped
  assert.equal(task.state, 'completed')
  assert.equal(late.state, 'waiting')
  assert.equal(polls().length, 3)
  await workers[0]!.over
  await assert.rejects(worker.run(), /runs once/)
})

test('after the grace activities are told to stop, and what has no result is handed back at once, without a failure', async () => {
  const worker = work({
    activities: {
      polite: (_input: unknown, { signal }) => new Promise((_done, failed) => signal.addEventListener('abort', () => failed(signal.reason))),
      quick: (_input: unknown, { signal }) => new Promise((done) => signal.addEventListener('abort', () => done('what I had'))),
      deaf: () => new Promise(() => {}),
    },
  })
  const [polite, quick, deaf] = ['polite', 'quick', 'deaf'].map((activity) => fake.offer(activity))
  await until(() => fake.tasks.every(({ state }) => state === 'leased'), 'all')
  const begun = Date.now()
  await worker.stop({ graceMs: 100 })
  const took = Date.now() - begun
  assert.ok(took >= 100 && took < 4000, `stopped after ${took} ms`)
  assert.deepEqual([polite!.state, quick!.state, quick!.result?.['value'], deaf!.state], ['waiting', 'completed', 'what I had', 'waiting'])
})

test('a second call of stop makes the grace shorter', async () => {
  const worker = work({ activities: { deaf: () => new Promise(() => {}) } })
  const task = fake.offer('deaf')
  await until(() => task.state === 'leased', 'it')
  const begun = Date.now()
  await Promise.all([worker.stop({ graceMs: 60_000 }), worker.stop({ graceMs: 0 })])
  assert.ok(Date.now() - begun < 5000)
})

test('a worker that never ran stops at once', async () => {
  await client.worker({ activities: double }).stop()
})

test('what another worker lost is delivered again, and the activity knows', async () => {
  const seen: number[] = []
  const task = fake.offer('note')
  const dying = work({ leaseMs: 1000, name: 'dying', activities: { note: () => new Promise(() => {}) } })
  await until(() => task.state === 'leased', 'it')
  await dying.stop({ graceMs: 0 })
  work({ leaseMs: 1000, activities: { note: (_input: unknown, { delivery }) => void seen.push(delivery) } })
  await until(() => task.state === 'completed', 'its second delivery')
  assert.deepEqual(seen, [2])
})
