// Steps per second with a worker in TypeScript: runs of ten steps, one after the other, that do nothing.
//
//   npm run bench                                 200 runs, on a server of its own
//   RUNS=1000 CONCURRENCY=400 npm run bench       more of them
//   GATEWRIGHT_URL=… GATEWRIGHT_EMAIL=… GATEWRIGHT_PASSWORD=… npm run bench      on that server
import { randomUUID } from 'node:crypto'
import { connect, defineActivities } from '@gatewright/sdk'
import { Server } from '../tests/server.js'

const { RUNS = '200', CONCURRENCY = '200', POLLS = '2', GATEWRIGHT_URL: url, GATEWRIGHT_EMAIL: email = '', GATEWRIGHT_PASSWORD: password = '' } = process.env
const STEPS = 10
const AT_ONCE = 32

const server = url === undefined ? await Server.start() : null
try {
  const who = server ? await server.account('bench@example.org') : { email, password }
  const client = await connect({ url: server?.url ?? url!, ...who })

  const queue = `bench-${randomUUID()}`
  const steps = Array.from({ length: STEPS }, (_, place) => ({
    id: `s${place}`,
    ...(place > 0 ? { needs: [`s${place - 1}`] } : {}),
    work: { effect: { effect: 'task', with: { queue, activity: 'nothing' } } },
  }))
  const { flow } = await client.flows.apply({ grammar: 3, name: queue, steps })

  // All runs are there before the worker begins, so that starting them is not measured.
  const ids = new Set<string>()
  let left = Number(RUNS)
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) ids.add((await client.start(flow.name)).id)
    }),
  )
  const expected = ids.size * STEPS

  const worker = client.worker({ queue, activities: defineActivities({ nothing: () => null }), concurrency: Number(CONCURRENCY), polls: Number(POLLS) })
  let done = 0
  const over = new Promise<void>((over) => worker.on('completed', () => ++done === expected && over()))
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const working = worker.run()
  await over
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  await worker.stop()
  await working

  const microseconds = ((user + system) / expected).toFixed(0)
  console.log(`${expected} steps of ${ids.size} runs in ${seconds.toFixed(2)} s: ${Math.round(expected / seconds)} steps/s; the worker took ${microseconds} µs of processor time for each`)
} finally {
  await server?.stop()
}
