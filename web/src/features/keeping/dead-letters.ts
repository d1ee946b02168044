// What stands on the page of dead letters, and what it asks for. Pure.
import type { Redrive } from '@/api/mutations'
import type { DeadLetter, DeadLetterCount, Redriven } from '@/api/types'
import type { DeadLettersSearch } from '@/app/search'
import { plural } from '@/ui/format'

/** Runs that one request takes up, at most. */
export const MOST = 500

/** How many runs fit what the page is filtered by. */
export const counted = (counts: DeadLetterCount[], { kind, name, code }: DeadLettersSearch) =>
  counts.filter((count) => (!kind || count.kind === kind) && (!name || count.name === name) && (!code || count.code === code)).reduce((sum, count) => sum + count.runs, 0)

/** The names and the codes there are to choose from, each with what is chosen already. */
export function choices(counts: DeadLetterCount[], { name, code }: DeadLettersSearch): { names: string[]; codes: string[] } {
  const all = (values: (string | null | undefined)[]) => [...new Set(values.filter((value) => typeof value === 'string'))].sort()
  return { names: all([...counts.map((count) => count.name), name]), codes: all([...counts.map((count) => count.code), code]) }
}

/** What takes up all that fits: one's own by what the page is filtered by; of everybody's those that are in sight, because a filter only speaks of one's own. */
export function redriveOf({ kind, name, code, scope }: DeadLettersSearch, seen: DeadLetter[]): Redrive {
  if (scope === 'all') return { runs: seen.slice(0, MOST).map((run) => run.id) }
  return { ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(code ? { code } : {}), ...(kind ?? name ?? code ? {} : { all: true }), limit: MOST }
}

/** What became of all of them, in a sentence. */
export function outcomeWords(results: Redriven[]): string {
  const of = (state: Redriven['state']) => results.filter((result) => result.state === state).length
  const parts = [
    of('forked') > 0 && `${plural(of('forked'), 'run')} taken up in a new one`,
    of('resumed') > 0 && `${plural(of('resumed'), 'run')} resumed`,
    of('refused') > 0 && `${plural(of('refused'), 'run')} left as ${of('refused') === 1 ? 'it is' : 'they are'}`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'There was nothing to take up' : parts.join(', ')
}
