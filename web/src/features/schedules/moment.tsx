import clsx from 'clsx'
import { exact } from '@/ui/format'
import { inZone, ownZone } from './rule'

/** A moment on the reader's own clock, and on that of the schedule beside it where they differ. */
export function Moment({ at, zone, className }: { at: string; zone?: string; className?: string }) {
  const own = ownZone()
  const there = zone === undefined || zone === own ? undefined : inZone(at, zone)
  return (
    <span className={clsx('num', className)}>
      <time dateTime={at} title={exact(at)} className="relative whitespace-nowrap">{inZone(at, own)}<span className="sr-only"> ({exact(at)})</span></time>
      {/* A gap at which a narrow screen may break the line. */}
      {there !== undefined && <>{' '}<span className="ml-1 text-xs whitespace-nowrap text-ink-3">{there} {zone}</span></>}
    </span>
  )
}
