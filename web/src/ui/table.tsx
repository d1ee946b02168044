import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A table of a known, small number of rows. It scrolls sideways inside its own frame. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="relative overflow-x-auto focus-visible:-outline-offset-2">
      <table className="w-full text-sm">
        <thead><tr className="border-b border-line">{head}</tr></thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  )
}

export function Th({ right = false, className, ...rest }: ComponentProps<'th'> & { right?: boolean }) {
  return <th scope="col" className={clsx('h-8 px-3 text-2xs font-medium whitespace-nowrap text-ink-3', right ? 'text-right' : 'text-left', className)} {...rest} />
}

export function Td({ right = false, className, ...rest }: ComponentProps<'td'> & { right?: boolean }) {
  return <td className={clsx('h-9 px-3 py-1', right && 'text-right whitespace-nowrap', className)} {...rest} />
}
