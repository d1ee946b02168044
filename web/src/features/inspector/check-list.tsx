import { useQueries, useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { Check as Tick, ChevronRight, Info, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { artifactTextQuery, runArtifactsQuery } from '@/api/queries'
import type { Artifact, Check, GateAttempt, Run } from '@/api/types'
import { Empty, SkeletonRows } from '@/ui/states'
import { Code } from '@/ui/status'
import { EvidenceText, markedFiles } from './evidence-text'

interface CheckListProps {
  run: Run
  attempt: GateAttempt
  against: GateAttempt | undefined
}

const keyOf = (check: Check) => [check.type, check.target, check.name ?? ''].join(' ')
const WEIGHT: Record<Check['severity'], number> = { critical: 0, error: 1, warning: 2, info: 3 }

/** The files a check of this attempt may speak of: its own first, then what other attempts left under other names. */
function filesFor(attempt: GateAttempt, all: Artifact[]): Artifact[] {
  const own = all.filter((file) => file.gate_id === attempt.gate_id && file.attempt_number === attempt.attempt_number)
  return [...own, ...all.filter((file) => !own.some((mine) => mine.file_path === file.file_path))]
}

/** Every check of an attempt, what failed first; the first failure is open with its place in the text. */
export function CheckList({ run, attempt, against }: CheckListProps) {
  // Evidence may lie in a file an earlier step made.
  const all = useQuery(runArtifactsQuery(run.id, true))
  const checks = [...attempt.validation_results].sort((a, b) => Number(a.passed) - Number(b.passed) || WEIGHT[a.severity] - WEIGHT[b.severity])
  const files = filesFor(attempt, all.data ?? [])
  const open = checks[0]?.passed === false ? checks[0] : undefined
  const texts = useQueries({ queries: markedFiles(open?.evidence ?? [], files).map((file) => artifactTextQuery(file.id)) })
  if (checks.length === 0) {
    return attempt.status === 'pending' || attempt.status === 'running'
      ? <Empty title={attempt.status === 'running' ? 'Still working' : 'Not begun'}>Checks run when the step has an output.</Empty>
      : <Empty title="This attempt was not checked">{attempt.status === 'failed' ? 'It failed before there was something to check. See Facts and Output.' : 'Its gate has no checks.'}</Empty>
  }
  const before = new Map(against?.validation_results.map((check) => [keyOf(check), check.passed]))
  // The first failure is open at once: its place in the text decides where the other checks stand.
  if (open?.evidence?.length && (all.isPending || texts.some((text) => text.isPending))) return <SkeletonRows rows={checks.length} height="h-14" />
  return (
    <ul className="divide-y divide-line">
      {checks.map((check, index) => (
        <CheckRow
          key={`${keyOf(check)} ${index}`}
          check={check}
          files={files}
          startOpen={check === open}
          other={against && before.has(keyOf(check)) ? { attempt: against.attempt_number, passed: before.get(keyOf(check)) === true } : undefined}
        />
      ))}
    </ul>
  )
}

function CheckRow({ check, files, startOpen, other }: { check: Check; files: Artifact[]; startOpen: boolean; other?: { attempt: number; passed: boolean } }) {
  const [open, setOpen] = useState(startOpen)
  const evidence = check.evidence ?? []
  const blocking = check.severity === 'error' || check.severity === 'critical'
  const [Icon, color, word] = check.passed ? [Tick, 'text-ok', 'Passed'] : blocking ? [X, 'text-bad', 'Failed'] : check.severity === 'warning' ? [TriangleAlert, 'text-warn', 'Warning'] : [Info, 'text-idle', 'Note']
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="grid w-full grid-cols-[1rem_1fr_auto] items-start gap-2.5 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2">
        <Icon role="img" aria-label={word} className={clsx('mt-0.5 size-4', color)} />
        <span className="min-w-0">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{check.name ?? check.type}</span>
            <span className="font-mono text-xs text-ink-3">{check.target}</span>
            {check.score != null && <span className="num text-xs text-ink-2">score {check.score.toFixed(2)}</span>}
            {check.fail_code && <Code tone={blocking ? 'bad' : 'warn'}>{check.fail_code}</Code>}
            {other && <span className="text-xs text-ink-3">attempt {other.attempt}: {other.passed ? 'passed' : 'failed'}</span>}
          </span>
          <span className={clsx('block text-ink-2', !open && 'line-clamp-2')}>{check.message}</span>
        </span>
        <span className="flex items-center gap-1 text-xs text-ink-3">{check.severity}<ChevronRight aria-hidden className={clsx('size-4 transition-transform', open && 'rotate-90')} /></span>
      </button>
      {open && (
        <div className="grid gap-3 px-4 pb-4 pl-10.5">
          {evidence.length === 0 ? <p className="text-xs text-ink-3">This check names no place.</p> : <EvidenceText evidence={evidence} files={files} />}
        </div>
      )}
    </li>
  )
}
