import type { Connection } from '@/api/events'

const WORDS: Record<Connection, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Connection lost, trying again…',
  ended: '',
  refused: 'Live updates are not available; reload to see news.',
}

/** Whether what is on screen is kept up to date. */
export function ConnectionNote({ connection }: { connection: Connection }) {
  return (
    // As wide as the longest of the usual words, and nothing that can move stands after it.
    <span role="status" className="inline-flex min-w-20 items-center gap-1.5 text-xs text-ink-3">
      {connection === 'live' && <span aria-hidden className="size-1.5 animate-breathe rounded-full bg-run" />}
      {WORDS[connection]}
    </span>
  )
}
