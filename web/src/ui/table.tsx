import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A table of a known, small number of rows. It scrolls inside its own frame, where its headers stay. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="relative max-h-[80dvh] overflow-auto rounded-lg focus-visible:-outline-offset-2">
      <table className="w-full text-sm">
        <thead><tr>{head}</tr></thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  )
}

export function Th({ right = false, className, ...rest }: ComponentProps<'th'> & { right?: boolean }) {
  return <th scope="col" className={clsx('head h-8 px-3 text-2xs font-medium whitespace-nowrap text-ink-3', right ? 'min-w-20 text-right' : 'text-left', className)} {...rest} />
}

export function Td({ right = false, className, ...rest }: ComponentProps<'td'> & { right?: boolean }) {
  return <td className={clsx('h-[35px] px-3 py-0.5', right && 'text-right whitespace-nowrap', className)} {...rest} />
}
