import clsx from 'clsx'
import { useMemo, useState } from 'react'
import { Button } from './button'
import { diffRows } from './diff'
import type { Side } from './diff'
import { plural } from './format'

/** More rows than this are shown only on demand: nobody reads them, and the page would stall. */
const SHOWN_ROWS = 1500

interface DiffViewProps {
  before: string
  after: string
  beforeLabel: string
  afterLabel: string
}

/** Two texts side by side: what went is marked left, what came is marked right, what stayed is folded. */
export default function DiffView({ before, after, beforeLabel, afterLabel }: DiffViewProps) {
  const [fold, setFold] = useState(true)
  const rows = useMemo(() => diffRows(before, after, fold), [before, after, fold])
  if (before === after) return <p className="p-4 text-sm text-ink-2">No difference between {beforeLabel} and {afterLabel}.</p>
  if (!rows) return <p className="p-4 text-sm text-ink-2">{beforeLabel} and {afterLabel} are too far apart to be set side by side.</p>
  return (
    <div role="region" aria-label={`${beforeLabel} beside ${afterLabel}`} tabIndex={0} className="overflow-x-auto focus-visible:-outline-offset-2">
      <table className="w-full min-w-[34rem] table-fixed border-collapse font-mono text-xs">
        <colgroup><col className="w-10" /><col /><col className="w-10" /><col /></colgroup>
        <thead className="font-sans">
          <tr className="h-8 text-left text-xs">
            <th scope="col" colSpan={2} className="px-2 font-medium">{beforeLabel}</th>
            <th scope="col" colSpan={2} className="border-l border-line px-2 font-medium">{afterLabel}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN_ROWS).map((row, index) =>
            row.kind === 'skipped' ? (
              <tr key={index}>
                <td colSpan={4} className="border-y border-line bg-sunken px-2 py-0.5 font-sans text-ink-3">
                  {plural(row.lines, 'equal line')} <button type="button" onClick={() => setFold(false)} className="py-1 underline underline-offset-2 focus-visible:-outline-offset-2">show</button>
                </td>
              </tr>
            ) : (
              <tr key={index} className="align-top">
                <Cells side={row.left} changed={row.kind === 'changed'} tint="bg-bad-bg" mark="bg-bad-bg text-bad font-medium" sign="−" />
                <Cells side={row.right} changed={row.kind === 'changed'} tint="bg-ok-bg" mark="bg-ok-bg text-ok font-medium" sign="+" border />
              </tr>
            ))}
        </tbody>
      </table>
      {rows.length > SHOWN_ROWS && <p className="border-t border-line p-3 text-sm text-ink-2">{plural(rows.length - SHOWN_ROWS, 'more row')} not shown.</p>}
      {!fold && <div className="p-2"><Button size="sm" look="ghost" onClick={() => setFold(true)}>Fold equal lines</Button></div>}
    </div>
  )
}

function Cells({ side, changed, tint, mark, sign, border = false }: { side: Side | null; changed: boolean; tint: string; mark: string; sign: string; border?: boolean }) {
  const filled = side !== null && changed
  return (
    <>
      <td className={clsx('num px-1 text-right text-ink-3 select-none', border && 'border-l border-line', side === null && 'bg-sunken')}>{side?.line}</td>
      <td className={clsx('px-2 whitespace-pre-wrap', filled && tint, side === null && 'bg-sunken')}>
        {filled && <span className="sr-only">{sign === '+' ? 'Added: ' : 'Removed: '}</span>}
        {side?.pieces.map((piece, index) => (piece.changed ? <span key={index} className={mark}>{piece.text}</span> : piece.text))}
      </td>
    </>
  )
}
