import { Link } from '@tanstack/react-router'
import type { Connection } from '@/api/events'
import type { JournalEntry } from '@/api/types'
import { paths } from '@/app/paths'
import type { FlowRunSearch } from '@/app/search'
import { RowTable, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, SkeletonTable } from '@/ui/states'
import { Clock } from '@/ui/time'
import { entryFacts, entryStep, entryWord } from './journal'

const ALL_THERE = { hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => undefined }
const GRID = 'grid-cols-[2rem_minmax(0,1fr)] sm:grid-cols-[2.5rem_6rem_9rem_minmax(0,1fr)]'
const SMALL = 'hidden sm:block'
/** How long a journal is, nobody knows before it came: where the step stands below it, it stands below the screen. */
const TALL = 'max-lg:min-h-dvh'

/** What stands in the journal of a run, in its order. */
export function JournalTab({ journal, connection, runId, search }: { journal: JournalEntry[]; connection: Connection; runId: string; search: FlowRunSearch }) {
  if (journal.length === 0) {
    return connection === 'refused' || connection === 'ended'
      ? <Empty title="The journal could not be read">Reload the page to try again.</Empty>
      : <div className={TALL}><SkeletonTable rows={8} /></div>
  }
  const columns: Column<JournalEntry>[] = [
    { name: 'No.', right: true, cell: ({ seq }) => <span className="text-ink-3">{seq}</span> },
    { name: 'Time', shown: SMALL, cell: ({ at }) => <span className="text-xs text-ink-2"><Clock at={at} /></span> },
    {
      name: 'Entry',
      cell: ({ entry }) => {
        const about = entryStep(entry)
        return about
          ? <Link {...paths.flowRun(runId, { ...search, ...about })} replace resetScroll={false} className={`block ${rowLink}`}>{entryWord(entry)}<span className="ml-2 text-xs font-normal text-ink-3 sm:hidden">{about.step} {entryFacts(entry)}</span></Link>
          : <span className="block truncate">{entryWord(entry)}<span className="ml-2 text-xs text-ink-3 sm:hidden">{entryFacts(entry)}</span></span>
      },
    },
    { name: 'Facts', shown: SMALL, cell: ({ entry }) => <span className="block truncate text-xs text-ink-2">{entryStep(entry) && <span className="mr-2 font-mono">{entryStep(entry)?.step}</span>}{entryFacts(entry)}</span> },
  ]
  return <div className={TALL}><RowTable label="Journal" grid={GRID} columns={columns} items={journal} keyOf={({ seq }) => String(seq)} more={ALL_THERE} /></div>
}
