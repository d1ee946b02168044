// Starts a worker and a run of plan.yaml, approves what came out, and prints it.
//
//   GATEWRIGHT_URL=http://127.0.0.1:8420 GATEWRIGHT_EMAIL=… GATEWRIGHT_PASSWORD=… npm run example
import { readFile } from 'node:fs/promises'
import { connect } from '@gatewright/sdk'
import { activities } from './activities.js'

const { GATEWRIGHT_URL: url = 'http://127.0.0.1:8420', GATEWRIGHT_EMAIL: email = '', GATEWRIGHT_PASSWORD: password = '' } = process.env
const client = await connect({ url, email, password })
await client.flows.apply(await readFile('examples/word-count/plan.yaml', 'utf8'))

const worker = client.worker({ queue: 'texts', activities })
const working = worker.run()

const texts = ['A rose is a rose is a rose.', 'What is in a name?', 'By any other name it would smell as sweet.']
const run = await client.start<{ words: number; commonest: string }>('word-count', { texts })
for await (const { entry } of run.events()) {
  console.error(entry.entry)
  if (entry.entry === 'run_paused') await run.approve('sum', 'counted twice')
}
console.log(await run.result())

await worker.stop()
await working
