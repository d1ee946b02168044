import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { FlowStep } from '@/api/types'
import { paths } from '@/app/paths'
import type { FlowRunSearch } from '@/app/search'
import { duration } from '@/ui/format'
import { RowTable, aboveRowLink, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { StatusBadge } from '@/ui/status'
import { Unknown } from '@/ui/values'
import { stepStatus, stepWord, workWords } from './steps'
import type { StepRow } from './steps'

interface Line {
  row: StepRow
  attempt: FlowStep | undefined
  /** An attempt before the newest one, unfolded below it. */
  older: boolean
}

const ALL_THERE = { hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => undefined }
const GRID = 'grid-cols-[minmax(0,1fr)_6.5rem_3.5rem] sm:grid-cols-[minmax(0,1fr)_7.5rem_4.5rem_5.5rem]'
const SMALL = 'hidden sm:block'

/** The steps of a run in the order of its plan, each with its newest attempt; older ones unfold. */
export function StepTable({ runId, rows, search, chosen }: { runId: string; rows: StepRow[]; search: FlowRunSearch; chosen: string | undefined }) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const lines = useMemo(() => rows.flatMap((row): Line[] => [
    { row, attempt: row.attempts[0], older: false },
    ...(unfolded.has(row.id) ? row.attempts.slice(1).map((attempt): Line => ({ row, attempt, older: true })) : []),
  ]), [rows, unfolded])
  const toggle = (id: string) => setUnfolded((now) => {
    const next = new Set(now)
    if (!next.delete(id)) next.add(id)
    return next
  })
  const columns: Column<Line>[] = [
    {
      name: 'Step',
      cell: ({ row, attempt, older }) => (
        <span className={clsx('flex items-baseline gap-2', older && 'pl-4')}>
          <Link {...paths.flowRun(runId, { ...search, step: row.id, attempt: older ? attempt?.attempt : undefined })} replace resetScroll={false} className={`max-w-full shrink-0 sm:max-w-[70%] ${rowLink}`}>{older ? `Attempt ${attempt?.attempt ?? ''}` : row.title}</Link>
          <span className="min-w-0 truncate text-xs text-ink-3 max-sm:hidden">{older ? attempt?.cause : workWords(row.plan)}</span>
        </span>
      ),
    },
    { name: 'Status', cell: ({ row, attempt }) => <StatusBadge status={stepStatus(attempt)} word={stepWord(attempt, row.plan)} /> },
    {
      name: 'Attempts',
      right: true,
      cell: ({ row, older }) => {
        if (older) return null
        if (row.attempts.length === 0) return <span className={aboveRowLink}><Unknown why="Not begun yet." /></span>
        if (row.attempts.length === 1) return 1
        return (
          <button type="button" aria-expanded={unfolded.has(row.id)} aria-label={`${row.attempts.length} attempts of ${row.title}`} onClick={() => toggle(row.id)} className={`${aboveRowLink} -mr-1 inline-flex h-7 min-w-7 items-center justify-end gap-0.5 rounded-md px-1 hover:bg-idle-bg focus-visible:-outline-offset-2`}>
            <ChevronRight aria-hidden className={clsx('size-3.5 text-ink-3 transition-transform', unfolded.has(row.id) && 'rotate-90')} />{row.attempts.length}
          </button>
        )
      },
    },
    {
      name: 'Duration',
      right: true,
      shown: SMALL,
      cell: ({ attempt }) => (attempt?.ended_at
        ? <span className="text-ink-2">{duration(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at))}</span>
        : <span className={aboveRowLink}><Unknown why={attempt ? 'Not over yet.' : 'Not begun yet.'} /></span>),
    },
  ]
  return (
    <RowTable
      label="Steps"
      grid={GRID}
      columns={columns}
      items={lines}
      keyOf={({ row, attempt, older }) => (older ? `${row.id} ${attempt?.attempt ?? ''}` : row.id)}
      more={ALL_THERE}
      current={({ row, attempt, older }) => row.id === chosen && (search.attempt === undefined || search.attempt === row.attempts[0]?.attempt ? !older : attempt?.attempt === search.attempt)}
    />
  )
}
