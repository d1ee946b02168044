import clsx from 'clsx'
import { useEffect } from 'react'
import type { ReactNode } from 'react'

export function useTitle(title: string) {
  useEffect(() => {
    document.title = title === 'Gatewright' ? title : `${title} · Gatewright`
  }, [title])
}

interface PageProps {
  title: string
  /** Stands in for the title on screen where it is more than text. */
  heading?: ReactNode
  /** A choice that stands in the line of the title and adds nothing to its height. */
  beside?: ReactNode
  eyebrow?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  /** `calm` for people who wait, `dense` for people who compare. */
  mood: 'calm' | 'dense'
  width?: 'narrow' | 'normal' | 'full'
  children: ReactNode
}

const WIDTHS = { narrow: 'max-w-2xl', normal: 'max-w-5xl', full: 'max-w-none' }

/** Title, actions and body of a page, in one of the two moods. */
export function Page({ title, heading, beside, eyebrow, lead, actions, mood, width = mood === 'calm' ? 'normal' : 'full', children }: PageProps) {
  useTitle(title)
  const calm = mood === 'calm'
  return (
    <div className={clsx('mx-auto w-full', WIDTHS[width], calm ? 'px-4 py-8 sm:px-8 sm:py-12' : 'px-4 py-4 sm:px-6')}>
      <header data-block="header" className={clsx('flex flex-wrap items-start justify-between gap-x-6 gap-y-3', calm ? 'mb-8' : 'mb-4')}>
        <div className="min-w-0 flex-1 basis-64">
          {eyebrow && <div className="mb-1.5 text-sm text-ink-3">{eyebrow}</div>}
          {beside ? <div className="flex items-center gap-3"><h1 className={calm ? 'text-2xl' : 'text-xl'}>{heading ?? title}</h1><div className="-my-2 flex min-w-0 flex-1">{beside}</div></div> : <h1 className={calm ? 'text-2xl' : 'text-xl'}>{heading ?? title}</h1>}
          {lead && <div className={clsx('mt-2 text-pretty text-ink-2', typeof lead === 'string' && 'max-w-[52ch]', calm ? 'text-base' : 'text-sm')}>{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Section({ title, actions, children, className }: { title: string; actions?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={clsx('min-w-0', className)}>
      <div className="mb-2 flex min-h-7 items-center justify-between gap-3">
        <h2 className="text-sm">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** `block` names a part of a page, so that its place can be compared with that of its outline. */
export function Panel({ children, className, block }: { children: ReactNode; className?: string; block?: string }) {
  return <div data-block={block} className={clsx('min-w-0 rounded-lg border border-line bg-surface', className)}>{children}</div>
}

/** Names and values, one below the other on a phone. */
export function Facts({ facts, className }: { facts: [string, ReactNode][]; className?: string }) {
  return (
    <dl className={clsx('grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-2 text-sm', className)}>
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
