import { useInfiniteQuery } from '@tanstack/react-query'
import { flowRunsQuery } from '@/api/queries'
import { waitsForPerson } from '@/features/flows/waits'

const ASK_EVERY_MS = 60_000

/** How many runs of flows hold until their person decides; nothing where there are none, or where it is not known. */
export function WaitingCount() {
  const { data } = useInfiniteQuery({ ...flowRunsQuery({ status: 'paused' }), staleTime: ASK_EVERY_MS / 2, refetchInterval: ASK_EVERY_MS, refetchOnWindowFocus: 'always' })
  const waiting = data?.pages.flatMap((page) => page.items).filter((run) => waitsForPerson(run.pause)).length ?? 0
  if (waiting === 0) return null
  return <span className="num ml-auto rounded-full bg-wait-solid px-1.5 text-2xs font-medium text-white">{waiting}{data?.pages.at(-1)?.next_cursor ? '+' : ''}</span>
}
