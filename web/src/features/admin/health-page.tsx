import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '@/api/queries'
import type { Health } from '@/api/types'
import { paths } from '@/app/paths'
import { bytes, count, duration } from '@/ui/format'
import { ErrorPage } from '@/ui/error-page'
import { Facts, Page, Panel, Section } from '@/ui/page'
import { SkeletonRows } from '@/ui/states'
import { Tag } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Unknown } from '@/ui/values'

/** Work that waits longer than this has nobody who takes it. */
const LONG_WAIT_S = 60

export function HealthPage() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(healthQuery())
  if (error && !data) return <ErrorPage title="The server’s health could not be read" error={error} retry={refetch} back={{ link: paths.overview(), word: 'Go to the overview' }} />
  return (
    <Page mood="dense" title="Health" width="normal" lead={data ? <Verdict health={data} stale={error !== null} at={dataUpdatedAt} /> : undefined}>
      <div data-block="body" className="grid grid-cols-1 gap-6 md:grid-cols-2">
        <Section title="Engine">
          <Panel className="p-4">
            {data ? (
              <Facts
                className="num"
                facts={[
                  ['Shards owned', `${count(data.engine.shards_owned)} of ${count(data.engine.shards_total)}`],
                  ['Active runs', count(data.engine.active_runs)],
                  ['Waiting runs', count(data.engine.waiting_runs)],
                  ['Oldest waits', data.engine.waiting_runs === 0 ? 'nothing waits' : duration(data.engine.oldest_waiting_s * 1000)],
                ]}
              />
            ) : <SkeletonRows rows={4} />}
          </Panel>
        </Section>
        <Section title="PostgreSQL and process">
          <Panel className="p-4">
            {data ? (
              <Facts
                className="num"
                facts={[
                  ['Version', data.postgres.version],
                  ['Size', bytes(data.postgres.size_bytes)],
                  ['Connections', count(data.postgres.connections)],
                  ['Up for', duration(data.uptime_s * 1000)],
                  ['Memory', data.memory_bytes === null ? <Unknown key="memory" why="This system does not say how much memory a process uses." /> : bytes(data.memory_bytes)],
                ]}
              />
            ) : <SkeletonRows rows={5} />}
          </Panel>
        </Section>
      </div>
      <Section title="Providers" className="mt-6">
        <Panel>
          {data ? (
            <Table label="Providers" head={<><Th>Provider</Th><Th>Reachable</Th><Th>Why not</Th></>}>
              {data.providers.map((provider) => (
                <tr key={provider.provider}>
                  <Td className="font-medium">{provider.provider}</Td>
                  <Td>{provider.available ? <Tag tone="ok">yes</Tag> : <Tag>no</Tag>}</Td>
                  <Td className="text-ink-2">{provider.why_not ?? ''}</Td>
                </tr>
              ))}
            </Table>
          ) : <SkeletonRows rows={4} />}
        </Panel>
      </Section>
    </Page>
  )
}

function Verdict({ health, stale, at }: { health: Health; stale: boolean; at: number }) {
  if (stale) return <>The server stopped answering. Below is what it said at {new Date(at).toLocaleTimeString('en-GB')}.</>
  const missing = health.engine.shards_total - health.engine.shards_owned
  if (health.engine.oldest_waiting_s > LONG_WAIT_S) return <span className="text-bad">Work is waiting and nobody takes it. Check that an engine runs for every shard.</span>
  if (missing > 0) return <>This server owns {health.engine.shards_owned} of {health.engine.shards_total} shards; others are with other processes.</>
  return <>All shards are owned and nothing waits too long.</>
}
