// A worker in a process of its own, to be killed. Says a line for each task that it begins.
import { connect, defineActivities } from '@gatewright/sdk'

const { GATEWRIGHT_URL: url = '', GATEWRIGHT_EMAIL: email = '', GATEWRIGHT_PASSWORD: password = '' } = process.env
const client = await connect({ url, email, password })
const activities = defineActivities({
  count_words: async ({ text }: { text: string }) => {
    await new Promise((done) => setTimeout(done, 30))
    return { [text]: 1 }
  },
})
const worker = client.worker({ queue: 'texts', activities, concurrency: 4, leaseMs: 1000, name: 'doomed' })
worker.on('started', ({ task }) => console.log(`${task.run_id} ${task.item}`))
await worker.run()
