import { useWindowVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { useLayoutEffect, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { LoadMore } from './load-more'

// Lists that go on and on: they scroll with the page, and only the rows in view are in the document.

const ROW = 36
const OVERSCAN = 10

interface Going {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

function useRows(count: number, height: number) {
  const [host, setHost] = useState<HTMLElement | null>(null)
  const [top, setTop] = useState(0)
  // What stands above may come and go, like the chips of filters.
  useLayoutEffect(() => {
    if (!host) return
    const measure = () => setTop(Math.round(host.getBoundingClientRect().top + window.scrollY))
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(document.body)
    return () => watcher.disconnect()
  }, [host])
  const rows = useWindowVirtualizer({ count, estimateSize: () => height, overscan: OVERSCAN, scrollMargin: top })

  /** Arrow keys move between rows; Enter is the link's own. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index ?? NaN)
    if (step === 0 || Number.isNaN(at)) return
    event.preventDefault()
    const next = Math.max(0, Math.min(count - 1, at + step))
    rows.scrollToIndex(next)
    requestAnimationFrame(() => host?.querySelector<HTMLElement>(`[data-index="${next}"] :is(a, button)`)?.focus())
  }
  const shown = rows.getVirtualItems().map(({ index, start }) => ({ index, style: { height, transform: `translateY(${start - top}px)` } }))
  return { setHost, shown, total: rows.getTotalSize(), onKeyDown }
}

export interface Column<T> {
  name: ReactNode
  right?: boolean
  /** Classes that hide it where there is no room. */
  shown?: string
  cell: (item: T) => ReactNode
}

interface RowTableProps<T> {
  label: string
  /** Classes with the widths of the columns. */
  grid: string
  /** The first identifies the row: its link covers it (see `rowLink`). */
  columns: Column<T>[]
  items: T[]
  keyOf: (item: T) => string
  more: Going
  /** Whether a row is the one that is shown beside the table. */
  current?: (item: T) => boolean
}

/** For the link in the first cell of a row: the whole row is its target. */
export const rowLink = 'truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus'
/** For what else in a row is a target of its own. */
export const aboveRowLink = 'relative z-[1]'

export function RowTable<T>({ label, grid, columns, items, keyOf, more, current }: RowTableProps<T>) {
  const { setHost, shown, total, onKeyDown } = useRows(items.length, ROW)
  const cells = clsx('grid items-center gap-3 px-3', grid)
  return (
    <>
      <div role="table" aria-label={label} aria-rowcount={more.hasNextPage ? -1 : items.length + 1}>
        <div role="rowgroup" className="sticky top-12 z-10 rounded-t-lg bg-surface md:top-0">
          <div role="row" className={clsx(cells, 'h-8 border-b border-line text-2xs text-ink-3')}>
            {columns.map((column, index) => <span key={index} role="columnheader" className={clsx('min-w-0 font-medium', column.shown, column.right && 'text-right')}>{column.name}</span>)}
          </div>
        </div>
        <div role="rowgroup" ref={setHost} onKeyDown={onKeyDown} className="relative" style={{ height: total }}>
          {shown.map(({ index, style }) => {
            const item = items[index]
            return item !== undefined && (
              <div key={keyOf(item)} role="row" aria-rowindex={index + 2} aria-current={current?.(item) || undefined} data-index={index} data-block="row" className={clsx(cells, 'absolute inset-x-0 hover:bg-hover', current?.(item) && 'bg-idle-bg', index === items.length - 1 && !more.hasNextPage && 'rounded-b-lg', index > 0 && 'border-t border-line')} style={style}>
                {columns.map((column, at) => <span key={at} role="cell" className={clsx('min-w-0', column.shown, column.right && 'num text-right whitespace-nowrap')}>{column.cell(item)}</span>)}
              </div>
            )
          })}
        </div>
      </div>
      <LoadMore hasMore={more.hasNextPage} loading={more.isFetchingNextPage} load={more.fetchNextPage} />
    </>
  )
}

interface RowListProps<T> {
  items: T[]
  height: number
  keyOf: (item: T) => string
  more: Going
  children: (item: T) => ReactNode
}

/** Rows of one link each. */
export function RowList<T>({ items, height, keyOf, more, children }: RowListProps<T>) {
  const { setHost, shown, total, onKeyDown } = useRows(items.length, height)
  return (
    <>
      <ul ref={setHost} onKeyDown={onKeyDown} className="relative" style={{ height: total }}>
        {shown.map(({ index, style }) => {
          const item = items[index]
          return item !== undefined && (
            <li key={keyOf(item)} aria-setsize={more.hasNextPage ? -1 : items.length} aria-posinset={index + 1} data-index={index} data-block="row" className={clsx('absolute inset-x-0', index > 0 && 'border-t border-line')} style={style}>
              {children(item)}
            </li>
          )
        })}
      </ul>
      <LoadMore hasMore={more.hasNextPage} loading={more.isFetchingNextPage} load={more.fetchNextPage} />
    </>
  )
}
