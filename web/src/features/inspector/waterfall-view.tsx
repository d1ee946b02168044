import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { memo, useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { GateStatus } from '@/api/types'
import { UNKNOWN, compact, duration, usd } from '@/ui/format'
import { StatusIcon } from '@/ui/status'
import { AtLeast } from '@/ui/values'
import { ticks } from './waterfall'
import type { Row, Waterfall } from './waterfall'

const ROW = 34
const COLUMNS = 'grid grid-cols-[1rem_minmax(0,1fr)_5.5rem] sm:grid-cols-[1rem_minmax(8rem,13rem)_minmax(6rem,1fr)_5.5rem_4.5rem] 2xl:grid-cols-[1rem_minmax(8rem,15rem)_minmax(6rem,1fr)_5.5rem_4rem_5rem] items-center gap-x-2.5 px-3'

const FILL: Record<GateStatus, string> = {
  pending: 'bg-idle-bg',
  running: 'bg-run animate-breathe',
  passed: 'bg-ok',
  failed: 'bg-bad',
  skipped: 'bg-line-strong',
  warning: 'bg-warn',
}

interface WaterfallViewProps {
  waterfall: Waterfall
  selected: string | undefined
  onSelect: (gate: string) => void
  /** Keep the step that is being worked on in view. */
  following: boolean
}

/** Steps down, time across. Only the rows in view are in the document. */
export function WaterfallView({ waterfall, selected, onSelect, following }: WaterfallViewProps) {
  const { rows, span } = waterfall
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is read on every render, as it wants to be
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 4, useFlushSync: false })
  const chosen = rows.findIndex((row) => row.gate === selected)
  const running = following ? rows.findIndex((row) => row.latest.status === 'running') : -1

  useEffect(() => {
    if (running >= 0) virtual.scrollToIndex(running, { align: 'auto' })
  }, [running, virtual])
  // A pasted link opens on its step.
  const opened = useRef(false)
  useEffect(() => {
    if (opened.current || chosen < 0) return
    opened.current = true
    virtual.scrollToIndex(chosen, { align: 'auto' })
  }, [chosen, virtual])

  const pressed = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(rows.length - 1, (chosen < 0 ? -1 : chosen) + step))
    const row = rows[next]
    if (!row) return
    virtual.scrollToIndex(next, { align: 'auto' })
    onSelect(row.gate)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div aria-hidden className={clsx(COLUMNS, 'h-8 shrink-0 border-b border-line text-2xs text-ink-3')}>
        <span /><span>Step</span>
        <span className="relative hidden h-full sm:block"><Axis span={span} /></span>
        <span className="text-right">Duration</span><span className="hidden text-right 2xl:block">Tokens</span><span className="hidden text-right sm:block">Cost</span>
      </div>
      <div
        ref={scroller}
        role="listbox"
        aria-label="Steps"
        tabIndex={0}
        aria-activedescendant={chosen >= 0 ? `step-${rows[chosen]?.gate ?? ''}` : undefined}
        onKeyDown={pressed}
        className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row && (
              <StepRow
                key={row.gate}
                row={row}
                top={item.start}
                position={item.index + 1}
                size={rows.length}
                selected={row.gate === selected}
                onSelect={onSelect}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Axis({ span }: { span: number }) {
  return ticks(span, 2).map((mark) => {
    const share = mark / span
    return share < 0.8 && (
      <span key={mark} className="absolute inset-y-0 flex items-center border-l border-line pl-1 whitespace-nowrap" style={{ left: `${share * 100}%` }}>
        {duration(mark)}
      </span>
    )
  })
}

interface StepRowProps {
  row: Row
  top: number
  position: number
  size: number
  selected: boolean
  onSelect: (gate: string) => void
}

const StepRow = memo(function StepRow({ row, top, position, size, selected, onSelect }: StepRowProps) {
  const status = row.latest.awaiting_approval ? 'waiting' : row.latest.status
  return (
    <div
      id={`step-${row.gate}`}
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={size}
      onClick={() => onSelect(row.gate)}
      className={clsx(COLUMNS, 'absolute inset-x-0 cursor-pointer contain-strict', selected ? 'bg-idle-bg' : 'hover:bg-hover')}
      style={{ height: ROW, transform: `translateY(${top}px)` }}
    >
      <StatusIcon status={status} />
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="font-mono text-2xs text-ink-3">{row.gate}</span>
        <span className={clsx('truncate', row.latest.status === 'pending' && 'text-ink-3')}>{row.name}</span>
        {row.attempts > 1 && <span className="num shrink-0 text-2xs text-ink-2">×{row.attempts}<span className="sr-only"> attempts</span></span>}
      </span>
      <span aria-hidden className="relative hidden h-full sm:block">
        {row.bars.map((bar) => (
          <span
            key={bar.attempt}
            className={clsx('absolute top-2.5 h-3.5 min-w-[3px] rounded-[2px]', FILL[bar.status])}
            style={{ left: `min(calc(100% - 3px), ${bar.left * 100}%)`, width: `${bar.width * 100}%` }}
          />
        ))}
      </span>
      <span className="num text-right text-xs whitespace-nowrap text-ink-2">{row.duration === null ? '' : duration(row.duration)}</span>
      <span className="num hidden text-right text-xs text-ink-2 2xl:block">{row.tokens > 0 ? compact(row.tokens) : ''}</span>
      <span className="num hidden text-right text-xs text-ink-2 sm:block">{cost(row)}</span>
    </div>
  )
}, sameRow)

/** The step is read as one; its reasons are words in it, for they cannot be reached one by one. */
function cost(row: Row) {
  if (row.attempts === 0) return ''
  if (row.cost === null) return <span className="text-ink-3"><span aria-hidden>{UNKNOWN}</span><span className="sr-only"> cost not known: no price is known for this model</span></span>
  return <>{row.costIncomplete && <AtLeast />}{usd(row.cost)}</>
}

/** Rows are made anew on each update; most show the same. */
function sameRow(before: StepRowProps, after: StepRowProps): boolean {
  const a = before.row
  const b = after.row
  return before.top === after.top && before.selected === after.selected && before.size === after.size && before.onSelect === after.onSelect
    && a.gate === b.gate && a.name === b.name && a.latest.status === b.latest.status && a.latest.awaiting_approval === b.latest.awaiting_approval
    && a.attempts === b.attempts && a.duration === b.duration && a.tokens === b.tokens && a.cost === b.cost && a.costIncomplete === b.costIncomplete
    && a.bars.length === b.bars.length && a.bars.every((bar, index) => {
      const other = b.bars[index]
      return other !== undefined && bar.left === other.left && bar.width === other.width && bar.status === other.status
    })
}
