import { useQueries, useQuery } from '@tanstack/react-query'
import { artifactTextQuery, runArtifactsQuery } from '@/api/queries'
import type { Artifact, Check, GateAttempt, Run } from '@/api/types'
import { Empty, SkeletonRows } from '@/ui/states'
import { CheckRow, byWeight } from './check-row'
import { EvidenceText, markedFiles } from './evidence-text'

interface CheckListProps {
  run: Run
  attempt: GateAttempt
  against: GateAttempt | undefined
}

const keyOf = (check: Check) => [check.type, check.target, check.name ?? ''].join(' ')

/** The files a check of this attempt may speak of: its own first, then what other attempts left under other names. */
function filesFor(attempt: GateAttempt, all: Artifact[]): Artifact[] {
  const own = all.filter((file) => file.gate_id === attempt.gate_id && file.attempt_number === attempt.attempt_number)
  return [...own, ...all.filter((file) => !own.some((mine) => mine.file_path === file.file_path))]
}

/** Every check of an attempt, what failed first; the first failure is open with its place in the text. */
export function CheckList({ run, attempt, against }: CheckListProps) {
  // Evidence may lie in a file an earlier step made.
  const all = useQuery(runArtifactsQuery(run.id, true))
  const checks = byWeight(attempt.validation_results)
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
          places={() => <EvidenceText evidence={check.evidence ?? []} files={files} />}
          startOpen={check === open}
          other={against && before.has(keyOf(check)) ? { attempt: against.attempt_number, passed: before.get(keyOf(check)) === true } : undefined}
        />
      ))}
    </ul>
  )
}
