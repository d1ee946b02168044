import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import clsx from 'clsx'
import { taskQueuesQuery, workersQuery } from '@/api/queries'
import type { TaskQueue, TaskWorker } from '@/api/types'
import { paths } from '@/app/paths'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { Page, Panel, Section } from '@/ui/page'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge, Tag } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { Unknown } from '@/ui/values'
import { isQuiet } from './quiet'

const EXAMPLE = `import { connect, defineActivities } from '@gatewright/sdk'

const client = await connect({ url, email, password })
const activities = defineActivities({
  greet: async ({ name }: { name: string }) => \`Hello, \${name}!\`,
})
await client.worker({ queue: 'mail', activities }).run()`

/** Who carries out tasks, and what waits for them. Both are read again while somebody looks. */
export function WorkersPage() {
  const { scope } = useSearch({ from: '/app/workers' })
  const navigate = useNavigate()
  const owners = useOwners(scope)
  const ownerOf = scope && owners
  const workers = useQuery(workersQuery(scope))
  const queues = useQuery(taskQueuesQuery(scope))
  return (
    <Page mood="dense" title="Workers" lead="Your processes that carry out tasks, and their queues." beside={<ScopeSelect scope={scope} onChange={(next) => void navigate(paths.workers({ scope: next }))} />}>
      <div data-block="body" className="grid grid-cols-1 gap-6">
        <Section title="Workers">
          <Panel>
            {workers.error && !workers.data ? <ErrorState error={workers.error} retry={() => void workers.refetch()} />
            : !workers.data ? <SkeletonTable rows={4} />
            : workers.data.length === 0 ? <NoWorkers />
            : <WorkerTable workers={workers.data} now={workers.dataUpdatedAt} ownerOf={ownerOf} />}
          </Panel>
        </Section>
        <Section title="Queues">
          <Panel>
            {queues.error && !queues.data ? <ErrorState error={queues.error} retry={() => void queues.refetch()} />
            : !queues.data ? <SkeletonTable rows={2} />
            : queues.data.length === 0 ? <Empty title="No task waits">A queue appears here while tasks are in it.</Empty>
            : <QueueTable queues={queues.data} ownerOf={ownerOf} />}
          </Panel>
        </Section>
      </div>
    </Page>
  )
}

function NoWorkers() {
  return (
    <div className="px-6 py-10">
      <p className="text-center text-base font-medium">No worker in the last day</p>
      <p className="mx-auto mt-2 max-w-[48ch] text-center text-sm text-ink-2">A worker is a process of yours that knows activities by name and takes their tasks from a queue. A step hands it work with the effect <code className="font-mono text-xs">task</code>. In TypeScript:</p>
      <pre tabIndex={0} className="mx-auto mt-4 max-w-2xl overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs focus-visible:-outline-offset-2">{EXAMPLE}</pre>
    </div>
  )
}

/** Says whose things are; only where everybody's are shown. */
type OwnerOf = ((userId: string) => string) | undefined

function WorkerTable({ workers, now, ownerOf }: { workers: TaskWorker[]; now: number; ownerOf: OwnerOf }) {
  return (
    <Table label="Workers" head={<><Th>Name</Th>{ownerOf && <Th>Owner</Th>}<Th>State</Th><Th>Queue</Th><Th>Activities</Th><Th>Labels</Th><Th right>Running</Th><Th right>Capacity</Th><Th right>Last seen</Th></>}>
      {workers.map((worker) => {
        const quiet = isQuiet(worker, now)
        return (
          <tr key={`${worker.user_id} ${worker.queue} ${worker.name}`} className={clsx(quiet && 'text-ink-3')}>
            <Td className="w-full max-w-0 min-w-36"><span className={clsx('block truncate', !quiet && 'font-medium')}>{worker.name}</span></Td>
            {ownerOf && <Td className="whitespace-nowrap text-ink-2">{ownerOf(worker.user_id)}</Td>}
            <Td>{quiet ? <StatusBadge status="pending" word="Quiet" /> : <StatusBadge status="passed" word="Polls" />}</Td>
            <Td className="whitespace-nowrap">{worker.queue}</Td>
            <Td className="whitespace-nowrap">{worker.activities.length === 0 ? 'all' : <span className="flex gap-1">{worker.activities.map((activity) => <Tag key={activity}>{activity}</Tag>)}</span>}</Td>
            <Td className="whitespace-nowrap">{worker.labels.length === 0 ? 'none' : <span className="flex gap-1">{worker.labels.map((label) => <Tag key={label}>{label}</Tag>)}</span>}</Td>
            <Td right className="num">{worker.running}</Td>
            <Td right className="num">{worker.capacity}</Td>
            <Td right><Time at={worker.seen_at} /></Td>
          </tr>
        )
      })}
    </Table>
  )
}

function QueueTable({ queues, ownerOf }: { queues: TaskQueue[]; ownerOf: OwnerOf }) {
  return (
    <Table label="Queues" head={<><Th>Queue</Th>{ownerOf && <Th>Owner</Th>}<Th right>Waiting</Th><Th right>Leased</Th><Th right>Oldest waits since</Th></>}>
      {queues.map((queue) => (
        <tr key={`${queue.user_id} ${queue.queue}`}>
          <Td className="w-full font-medium">{queue.queue}</Td>
          {ownerOf && <Td className="whitespace-nowrap text-ink-2">{ownerOf(queue.user_id)}</Td>}
          <Td right className="num">{queue.waiting}</Td>
          <Td right className="num">{queue.leased}</Td>
          <Td right>{queue.oldest_waiting_at === null ? <Unknown why="None waits." /> : <Time at={queue.oldest_waiting_at} />}</Td>
        </tr>
      ))}
    </Table>
  )
}
