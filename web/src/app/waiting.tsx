import { useMatches } from '@tanstack/react-router'
import { WorkflowCardSkeleton } from '@/features/catalogue/workflow-card-skeleton'
import { Page, Panel } from '@/ui/page'
import { Skeleton, SkeletonRows } from '@/ui/states'

/** What a page looks like before its data is there. */
export interface WaitingLook {
  mood: 'calm' | 'dense'
  width?: 'narrow' | 'normal' | 'full'
  /** Where it is known without the data. */
  title?: string
  /** Stands on the page instead of the title. */
  heading?: string
  /** The page has a sentence below its title. */
  lead?: true
  /** A line to search and filter with. */
  filters?: true
  body: 'cards' | 'form' | 'block' | { rows: number; height?: string }
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    waiting?: WaitingLook
  }
}

const UNKNOWN: WaitingLook = { mood: 'dense', body: 'block' }

/** Stands where a page will be whose data takes longer than a moment: the same title, at the same place, and the outline of the rest. */
export function Waiting() {
  const look = useMatches({ select: (matches) => matches.at(-1)?.staticData.waiting }) ?? UNKNOWN
  return (
    <Page
      mood={look.mood}
      width={look.width}
      title={look.title ?? 'Loading'}
      heading={look.heading ?? look.title ?? <Skeleton className={look.mood === 'calm' ? 'h-9.5 w-72 max-w-full' : 'h-7.5 w-56 max-w-full'} />}
      lead={look.lead && <Skeleton className={look.mood === 'calm' ? 'h-6 w-96 max-w-full' : 'h-5 w-96 max-w-full'} />}
    >
      {look.filters && <Skeleton className="mb-4 h-8 w-full sm:w-64" />}
      <Outline body={look.body} />
    </Page>
  )
}

function Outline({ body }: { body: WaitingLook['body'] }) {
  if (body === 'cards') return <ul aria-label="Loading" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{[0, 1, 2].map((card) => <li key={card}><WorkflowCardSkeleton /></li>)}</ul>
  if (body === 'form') return <FormSkeleton />
  if (body === 'block') return <Skeleton className="h-[60dvh] w-full" />
  return <Panel><SkeletonRows rows={body.rows} height={body.height} /></Panel>
}

function FormSkeleton() {
  return <div role="status" aria-label="Loading" className="grid gap-6">{[0, 1, 2, 3].map((row) => <div key={row} className="grid gap-2"><Skeleton className="h-4 w-24" /><Skeleton className="h-10 w-full" /></div>)}</div>
}
