import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { flowsQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { ScopeSelect, useOwners } from '@/auth/scope'
import { buttonClass } from '@/ui/button'
import { Page, Panel } from '@/ui/page'
import { rowLink } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'

/** One's own flows, or everybody's. */
export function FlowsPage() {
  const { scope } = useSearch({ from: '/app/flows' })
  const navigate = useNavigate()
  const ownerOf = useOwners(scope)
  const { data, error, refetch } = useQuery(flowsQuery(scope))
  const write = <Link {...paths.newFlow()} className={buttonClass({ look: 'primary' })}><Plus /> New flow</Link>
  return (
    <Page
      mood="dense"
      title="Flows"
      beside={<ScopeSelect scope={scope} onChange={(next) => void navigate(paths.flows({ scope: next }))} />}
      lead="Plans that you write yourself. Each is kept by its name, version by version."
      actions={<><Link {...paths.flowRuns()} className={buttonClass()}>All runs</Link>{data?.length !== 0 && write}</>}
    >
      <Panel block="body">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <SkeletonTable rows={5} />
        : data.length === 0 ? (
          <Empty title="No flows yet" action={write}>
            A flow is a plan of steps in YAML: what each does, what it waits for, what is checked, and who has to approve. Write one here, keep it, and start it as often as you like; each run shows what it did, step by step.
          </Empty>
        ) : (
          <Table label="Flows" head={<><Th>Name</Th>{scope && <Th>Owner</Th>}<Th right>Version</Th><Th right>Changed</Th></>}>
            {data.map((flow) => (
              <tr key={flow.id} className="relative hover:bg-hover">
                <Td className="w-full max-w-0">{scope ? <Link {...paths.flowRuns({ name: flow.name, scope })} className={`block ${rowLink}`}>{flow.name}</Link> : <Link {...paths.flow(flow.name)} className={`block ${rowLink}`}>{flow.name}</Link>}</Td>
                {scope && <Td className="whitespace-nowrap text-ink-2">{ownerOf(flow.user_id)}</Td>}
                <Td right>{flow.latest_version}</Td>
                <Td right className="text-ink-2"><Time at={flow.updated_at} /></Td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
    </Page>
  )
}
