import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import clsx from 'clsx'
import { agentsQuery } from '@/api/queries'
import type { Agent } from '@/api/types'
import { paths } from '@/app/paths'
import { words } from '@/ui/format'
import { Facts, Page, Panel } from '@/ui/page'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { Code, Tag } from '@/ui/status'

export function AgentsPage() {
  const { agent: slug } = useSearch({ from: '/app/admin/agents' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(agentsQuery())
  const chosen = data?.find((agent) => agent.slug === slug) ?? data?.[0]
  const families = [...new Set(data?.map((agent) => agent.family))].sort()
  return (
    <Page mood="dense" title="Agents" lead="Who makes and who verifies. An agent that makes something never checks it.">
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
      : !data ? <Panel><SkeletonRows rows={8} /></Panel>
      : data.length === 0 ? <Panel><Empty title="No agents">They come as files with the templates; publish one under Templates.</Empty></Panel>
      : (
        <div data-block="body" className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[18rem_1fr]">
          <Panel className="py-2">
            <nav aria-label="Agents">
              {families.map((family) => (
                <div key={family} className="pb-2">
                  <p className="px-3 py-1 text-2xs text-ink-3">{words(family)}</p>
                  <ul>
                    {data.filter((agent) => agent.family === family).map((agent) => (
                      <li key={agent.slug}>
                        <button
                          type="button"
                          aria-current={agent === chosen}
                          onClick={() => void navigate({ ...paths.agents(agent.slug), replace: true, resetScroll: false })}
                          className={clsx('flex h-9 max-md:h-10 w-full items-center gap-2 px-3 text-left hover:bg-hover focus-visible:-outline-offset-2', agent === chosen && 'bg-idle-bg font-medium')}
                        >
                          <span className="min-w-0 flex-1 truncate">{agent.name}</span>
                          <span className="text-xs font-normal text-ink-3">{agent.role}</span>
                        </button>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            </nav>
          </Panel>
          {chosen && <AgentPanel key={chosen.slug} agent={chosen} />}
        </div>
      )}
    </Page>
  )
}

function AgentPanel({ agent }: { agent: Agent }) {
  return (
    <Panel className="p-4">
      <h2 className="flex flex-wrap items-center gap-2 text-lg">{agent.name} <Tag>{agent.role}</Tag>{!agent.is_active && <Tag>Not active</Tag>}</h2>
      <p className="mt-1 max-w-[56ch] text-ink-2">{agent.description}</p>
      <Facts className="mt-4" facts={[['Slug', <Code key="slug">{agent.slug}</Code>], ['Version', agent.version], ['Versions', agent.versions.join(', ')], ['SHA-256', <Code key="hash">{agent.hash.slice(0, 16)}</Code>]]} />
      <h3 className="mt-5 mb-2 text-sm">Prompt</h3>
      {agent.prompt.trim() === ''
        ? <p className="text-ink-2">None: this agent is a program and asks no model.</p>
        : <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-4 font-mono text-xs whitespace-pre-wrap">{agent.prompt}</pre>}
    </Panel>
  )
}
