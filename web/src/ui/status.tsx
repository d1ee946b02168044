import clsx from 'clsx'
import { ArrowRight, Ban, Check, CircleDashed, CircleDot, Hand, Pause, SkipForward, TriangleAlert, Undo2, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { FlowRunStatus, GateStatus, RunStatus } from '@/api/types'

/** Everything a thing on screen can be. A tone is a colour with one meaning. */
export type Tone = 'run' | 'ok' | 'warn' | 'bad' | 'wait' | 'idle'
export type Status = FlowRunStatus | GateStatus | 'waiting' | 'reset'

interface Look {
  tone: Tone
  word: string
  icon: LucideIcon
}

const LOOKS: Record<Status, Look> = {
  pending: { tone: 'idle', word: 'Pending', icon: CircleDashed },
  running: { tone: 'run', word: 'Running', icon: CircleDot },
  paused: { tone: 'warn', word: 'Paused', icon: Pause },
  waiting: { tone: 'wait', word: 'Needs you', icon: Hand },
  completed: { tone: 'ok', word: 'Completed', icon: Check },
  passed: { tone: 'ok', word: 'Passed', icon: Check },
  failed: { tone: 'bad', word: 'Failed', icon: X },
  continued: { tone: 'ok', word: 'Goes on', icon: ArrowRight },
  cancelled: { tone: 'idle', word: 'Cancelled', icon: Ban },
  skipped: { tone: 'idle', word: 'Skipped', icon: SkipForward },
  warning: { tone: 'warn', word: 'Warning', icon: TriangleAlert },
  reset: { tone: 'idle', word: 'Replaced', icon: Undo2 },
}

export const statusLook = (status: Status): Look => LOOKS[status]

export const TONE_TEXT: Record<Tone, string> = { run: 'text-run', ok: 'text-ok', warn: 'text-warn', bad: 'text-bad', wait: 'text-wait', idle: 'text-idle' }
export const TONE_TINT: Record<Tone, string> = {
  run: 'bg-run-bg text-run',
  ok: 'bg-ok-bg text-ok',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
  wait: 'bg-wait-bg text-wait',
  idle: 'bg-idle-bg text-idle',
}

export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const { tone, word, icon: Icon } = LOOKS[status]
  return <Icon role="img" aria-label={word} className={clsx('size-4 shrink-0', TONE_TEXT[tone], status === 'running' && 'animate-breathe', className)} />
}

/** Shape, word and colour of a status. `word` overrides the word, never the meaning. */
export function StatusBadge({ status, word, className }: { status: Status; word?: string; className?: string }) {
  const look = LOOKS[status]
  return (
    <span
      className={clsx(
        'inline-flex h-5.5 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        status === 'waiting' ? 'bg-wait-solid text-white' : TONE_TINT[look.tone], className,
      )}
    >
      <look.icon aria-hidden className={clsx('size-3', status === 'running' && 'animate-breathe')} strokeWidth={2.5} />
      {word ?? look.word}
    </span>
  )
}

/** What a run's status means to somebody who looks: a pause that only a person can end needs that person. */
export function runStatus(run: { status: RunStatus; waiting_for: unknown }): Status {
  return run.status === 'paused' && run.waiting_for !== null ? 'waiting' : run.status
}

export function Tag({ children, tone = 'idle', className }: { children: React.ReactNode; tone?: Tone; className?: string }) {
  return <span className={clsx('inline-flex h-5 items-center rounded-sm px-1.5 text-xs whitespace-nowrap', TONE_TINT[tone], className)}>{children}</span>
}

export function Code({ children, tone, className }: { children: React.ReactNode; tone?: Tone; className?: string }) {
  return <code className={clsx('rounded-sm px-1 py-px font-mono text-xs', tone ? TONE_TINT[tone] : 'bg-sunken text-ink-2', className)}>{children}</code>
}
