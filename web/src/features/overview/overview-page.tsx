import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { overviewQuery } from '@/api/queries'
import type { ModelCost, Overview, RunStatus } from '@/api/types'
import { paths } from '@/app/paths'
import { ErrorPage } from '@/ui/error-page'
import { compact, count, duration } from '@/ui/format'
import { Meter } from '@/ui/meter'
import { Page, Panel, Section } from '@/ui/page'
import { aboveRowLink, rowLink } from '@/ui/rows'
import { Empty, Skeleton, SkeletonRows, SkeletonTable } from '@/ui/states'
import { Code, StatusBadge, StatusIcon, runStatus, statusLook } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { Money } from '@/ui/values'
import { Reliability } from './reliability'

const Throughput = lazy(() => import('./throughput'))

const SHOWN: RunStatus[] = ['running', 'paused', 'pending', 'completed', 'failed', 'cancelled']
const WINDOWS = [7, 30, 90]

export function OverviewPage() {
  const { days = 30 } = useSearch({ from: '/app/admin/' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(overviewQuery(days))
  const window = (
    <select
      aria-label="Time window"
      value={days}
      onChange={(event) => void navigate({ ...paths.overview(), search: { days: Number(event.target.value) } })}
      className="h-8 rounded-md border border-line-strong bg-surface px-2.5 text-sm max-md:h-10"
    >
      {WINDOWS.map((value) => <option key={value} value={value}>Last {value} days</option>)}
    </select>
  )
  if (error && !data) return <ErrorPage title="The overview could not be loaded" error={error} retry={refetch} back={{ link: paths.runs(), word: 'Go to the runs' }} />
  return (
    <Page mood="dense" title="Overview" actions={window}>
      <div data-block="body" className="grid grid-cols-1 gap-6">
        <StatusStrip counts={data?.runs_by_status} />
        <div className="grid grid-cols-1 gap-6 xl:grid-cols-[3fr_2fr]">
          <Section title="Active runs" actions={<Link {...paths.runs({ status: 'running' })} className="tap text-xs text-ink-2 underline underline-offset-2">All running</Link>}>
            <Panel>{data ? <ActiveRuns runs={data.active_runs} /> : <SkeletonTable rows={5} />}</Panel>
          </Section>
          <Section title="Needs a decision">
            <Panel>{data ? <FailingGates gates={data.failing_gates} /> : <SkeletonRows rows={5} />}</Panel>
          </Section>
        </div>
        <div className="grid grid-cols-1 gap-6 xl:grid-cols-[3fr_2fr]">
          <Section title="Throughput, runs per day">
            <Panel className="h-60 p-3">
              {data ? <Suspense fallback={<Skeleton className="size-full" />}><Throughput days={data.throughput} /></Suspense> : <Skeleton className="size-full" />}
            </Panel>
          </Section>
          <Section title="Fail codes">
            <Panel>{data ? <FailCodes codes={data.fail_codes} /> : <SkeletonTable rows={6} />}</Panel>
          </Section>
        </div>
        <Section title="Reliability, gate by model: share of attempts that passed">
          <Panel>{data ? <Reliability cells={data.reliability} /> : <SkeletonTable rows={8} />}</Panel>
        </Section>
        <Section title="Cost by model">
          <Panel>{data ? <CostByModel items={data.cost_by_model} /> : <SkeletonTable rows={4} />}</Panel>
        </Section>
      </div>
    </Page>
  )
}

function StatusStrip({ counts }: { counts: Overview['runs_by_status'] | undefined }) {
  return (
    <ul aria-label="Runs by status" className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      {SHOWN.map((status) => (
        <li key={status} className="bg-surface">
          <Link {...paths.runs({ status })} className="block px-3 py-2.5 hover:bg-hover focus-visible:-outline-offset-2">
            <span className="flex items-center gap-1.5 text-xs text-ink-2"><StatusIcon status={status} className="size-3.5" />{statusLook(status).word}</span>
            <span className="mt-1 block h-7 text-lg font-semibold num">{counts ? count(counts[status] ?? 0) : <Skeleton className="h-5 w-8" />}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function ActiveRuns({ runs }: { runs: Overview['active_runs'] }) {
  if (runs.length === 0) return <Empty title="Nothing is running">Runs appear here while they are worked on.</Empty>
  return (
    <Table label="Active runs" head={<><Th>Run</Th><Th>Status</Th><Th>Progress</Th><Th right>Cost</Th><Th right>Started</Th></>}>
      {runs.map((run) => (
        <tr key={run.id} className="relative hover:bg-hover">
          <Td className="max-w-64">
            <span className="flex items-baseline gap-2">
              <Link {...paths.run(run.id)} className={`max-w-40 shrink-0 ${rowLink}`}>{run.display_name}</Link>
              <span className="truncate text-xs text-ink-3">{run.user_name}</span>
            </span>
          </Td>
          <Td><StatusBadge status={runStatus(run)} /></Td>
          <Td><span className="flex items-center gap-2"><Meter value={run.gates_passed} of={run.total_gates} label={`Progress of ${run.display_name}`} className="w-16" /><span className="num text-xs text-ink-2">{run.gates_passed}/{run.total_gates}</span></span></Td>
          <Td right><span className={aboveRowLink}><Money usd={run.total_cost_usd} incomplete={run.cost_incomplete} /></span></Td>
          <Td right className="text-ink-2"><Time at={run.started_at ?? run.created_at} /></Td>
        </tr>
      ))}
    </Table>
  )
}

function FailingGates({ gates }: { gates: Overview['failing_gates'] }) {
  if (gates.length === 0) return <Empty title="Nothing is stuck">A gate that used up its attempts appears here until somebody decides.</Empty>
  return (
    <ul className="divide-y divide-line">
      {gates.map((gate) => (
        <li key={`${gate.run_id} ${gate.gate_id}`}>
          <Link {...paths.run(gate.run_id, { gate: gate.gate_id, tab: 'checks' })} className="flex items-center gap-3 px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2">
            <StatusIcon status="failed" />
            <span className="min-w-0 flex-1">
              <span className="block truncate"><span className="font-medium">{gate.gate_name}</span> <span className="text-ink-3">in {gate.run_name}</span></span>
              <span className="mt-1 flex flex-wrap gap-1">{gate.fail_codes.map((code) => <Code key={code} tone="bad">{code}</Code>)}</span>
            </span>
            <span className="shrink-0 self-start text-xs text-ink-3">{gate.since && <Time at={gate.since} />}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function FailCodes({ codes }: { codes: Overview['fail_codes'] }) {
  if (codes.length === 0) return <Empty title="No failures in this window" />
  const most = Math.max(...codes.map((code) => code.occurrences))
  return (
    <Table label="Fail codes" head={<><Th>Code</Th><Th className="w-2/5"><span className="sr-only">Share</span></Th><Th right>Times</Th><Th right>Runs</Th></>}>
      {codes.map((code) => (
        <tr key={code.fail_code}>
          <Td><Code>{code.fail_code}</Code></Td>
          <Td><div aria-hidden className="h-2 rounded-sm bg-bad" style={{ width: `${(code.occurrences / most) * 100}%` }} /></Td>
          <Td right>{count(code.occurrences)}</Td>
          <Td right>{count(code.runs)}</Td>
        </tr>
      ))}
    </Table>
  )
}

export function CostByModel({ items }: { items: ModelCost[] }) {
  if (items.length === 0) return <Empty title="No model was called in this window" />
  const most = Math.max(...items.map((item) => item.total_cost_usd ?? 0), Number.MIN_VALUE)
  return (
    <Table label="Cost by model" head={<><Th>Model</Th><Th>Provider</Th><Th className="w-1/4"><span className="sr-only">Share</span></Th><Th right>Cost</Th><Th right>Calls</Th><Th right>Tokens in</Th><Th right>Tokens out</Th><Th right>Mean time</Th></>}>
      {items.map((item) => (
        <tr key={`${item.model_provider} ${item.model_id}`}>
          <Td className="font-medium whitespace-nowrap">{item.model_id}</Td>
          <Td className="text-ink-2">{item.model_provider}</Td>
          <Td><div aria-hidden className="h-2 rounded-sm bg-line-strong" style={{ width: `${((item.total_cost_usd ?? 0) / most) * 100}%` }} /></Td>
          <Td right><Money usd={item.total_cost_usd} incomplete={item.unknown_costs > 0} /></Td>
          <Td right>{count(item.total_executions)}</Td>
          <Td right>{compact(item.total_tokens_in)}</Td>
          <Td right>{compact(item.total_tokens_out)}</Td>
          <Td right>{duration(item.avg_duration_ms)}</Td>
        </tr>
      ))}
    </Table>
  )
}
