import { useMatches } from '@tanstack/react-router'
import { useContext } from 'react'
import type { ReactNode } from 'react'
import { hasSession } from '@/auth/session'
import { WorkflowCardSkeleton } from '@/features/catalogue/workflow-card-skeleton'
import { FiltersSkeleton } from '@/ui/filters'
import { Page, Panel } from '@/ui/page'
import { Skeleton, SkeletonRows, SkeletonTable } from '@/ui/states'
import { InShell } from './in-shell'
import { Shell } from './shell'

/** What a page looks like before its data is there. */
export interface WaitingLook {
  mood: 'calm' | 'dense'
  width?: 'narrow' | 'normal' | 'full'
  /** Where it is known without the data. */
  title?: string
  /** Stands on the page instead of the title. */
  heading?: string
  /** A line above the title says where one is. */
  eyebrow?: true
  /** A sentence below the title: the sentence itself where it is known, else how many lines it usually has. */
  lead?: string | number
  /** The main action. */
  action?: 'md' | 'lg'
  /** A line to search and filter with; how many choices it has. */
  filters?: number
  /** Choices only, and nothing to search with. */
  unsearched?: true
  body: Body
}

type Body =
  | 'home' | 'cards' | 'workflow' | 'form' | 'account' | 'result' | 'overview' | 'inspector' | 'flow-run' | 'artifact' | 'editor' | 'agents' | 'health' | 'facts' | 'schedule' | 'workers'
  | { table: number }
  | { rows: number; height: string }
  | { panels: number; height: string }

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    waiting?: WaitingLook
  }
}

const UNKNOWN: WaitingLook = { mood: 'dense', body: 'facts' }

/** Stands where a page will be whose data takes longer than a moment: the same title, at the same place, and the outline of the rest. */
export function Waiting() {
  // Before it is known who somebody is, not even the frame stands.
  return useContext(InShell) || !hasSession() ? <WaitingPage /> : <Shell><WaitingPage /></Shell>
}

function WaitingPage() {
  const look = useMatches({ select: (matches) => matches.at(-1)?.staticData.waiting }) ?? UNKNOWN
  const filtered = useMatches({ select: (matches) => Object.values(matches.at(-1)?.search ?? {}).some((value) => value !== undefined) })
  if (look.body === 'inspector') return <InspectorSkeleton />
  if (look.body === 'flow-run') return <FlowRunSkeleton />
  if (look.body === 'editor') return <EditorSkeleton title={look.title} lead={look.lead} />
  const calm = look.mood === 'calm'
  return (
    <Page
      mood={look.mood}
      width={look.width}
      title={look.title ?? 'Loading'}
      heading={look.heading ?? look.title ?? <Skeleton className={calm ? 'h-9.5 w-72 max-w-full' : 'h-7.5 w-56 max-w-full'} />}
      eyebrow={look.eyebrow && <Skeleton className="h-5 w-40" />}
      lead={typeof look.lead === 'number' ? <Lines lines={look.lead} calm={calm} /> : look.lead}
      actions={look.action && <Skeleton className={look.action === 'lg' ? 'h-10 w-36' : 'h-8 w-32 max-md:h-10'} />}
    >
      {look.filters !== undefined && <FiltersSkeleton choices={look.filters} search={look.unsearched !== true} filtered={filtered} className={look.body === 'cards' ? 'mb-6 gap-3' : calm ? 'mb-4 gap-2' : 'mb-3 gap-2'} />}
      <div data-block="body" role="status" aria-label="Loading"><Outline body={look.body} /></div>
    </Page>
  )
}

function Lines({ lines, calm }: { lines: number; calm: boolean }) {
  return <span className="grid gap-1">{Array.from({ length: lines }, (_, line) => <Skeleton key={line} className={calm ? 'my-0.5 h-5 w-full' : 'my-0.5 h-4 w-96 max-w-full'} />)}</span>
}

function Outline({ body }: { body: Body }) {
  if (typeof body === 'object') {
    if ('table' in body) return <Panel><SkeletonTable rows={body.table} /></Panel>
    if ('panels' in body) return <div className="grid gap-4">{Array.from({ length: body.panels }, (_, panel) => <Skeleton key={panel} className={body.height} />)}</div>
    return <Panel><SkeletonRows rows={body.rows} height={body.height} /></Panel>
  }
  switch (body) {
    case 'home':
      return (
        <>
          <Heading><h2 className="text-lg">Start something</h2></Heading>
          <Cards />
          <div className="mt-12"><Heading><h2 className="text-lg">Recent</h2></Heading></div>
          <Panel><SkeletonRows rows={5} height="h-16" /></Panel>
        </>
      )
    case 'cards':
      return <Cards />
    case 'workflow':
      return (
        <div className="grid grid-cols-1 gap-10 md:grid-cols-[1fr_16rem]">
          <div className="order-2 grid content-start gap-10 md:order-1">
            <div><h2 className="mb-3 text-lg">What you get</h2><Lines lines={4} calm /></div>
            <div><h2 className="mb-3 text-lg">How it works</h2><Lines lines={6} calm /></div>
          </div>
          <div className="order-1 md:order-2"><Skeleton className="h-10 w-full" /><Skeleton className="mt-6 h-40 w-full" /></div>
        </div>
      )
    case 'form':
      return <FormSkeleton />
    case 'account':
      return (
        <div className="grid gap-12">
          <div><h2 className="mb-4 text-lg">Profile</h2><FieldSkeleton help button /></div>
          <div><h2 className="mb-4 text-lg">Sign-in</h2><FieldSkeleton button /><div className="mt-8"><FieldSkeleton help button /></div></div>
          <div><h2 className="mb-4 text-lg">Appearance</h2><Skeleton className="h-10 w-72 max-w-full" /></div>
          <div><h2 className="mb-2 text-lg">Spent this month</h2><Skeleton className="h-6 w-16" /></div>
        </div>
      )
    case 'result':
      return <Skeleton className="h-[70dvh] w-full" />
    case 'overview':
      return (
        <div className="grid grid-cols-1 gap-6">
          <Skeleton className="h-57 w-full sm:h-38.5 lg:h-19" />
          <div className="grid grid-cols-1 gap-6 xl:grid-cols-[3fr_2fr]"><Section><SkeletonTable rows={5} /></Section><Section><SkeletonRows rows={3} height="h-15" /></Section></div>
          <div className="grid grid-cols-1 gap-6 xl:grid-cols-[3fr_2fr]"><Section><Skeleton className="h-60" /></Section><Section><SkeletonTable rows={6} /></Section></div>
        </div>
      )
    case 'artifact':
      return <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[1fr_20rem]"><Skeleton className="h-[78dvh]" /><Skeleton className="h-52" /></div>
    case 'agents':
      return <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[18rem_1fr]"><Panel className="py-2"><SkeletonRows rows={8} /></Panel><Skeleton className="h-96" /></div>
    case 'health':
      return (
        <>
          <div className="grid grid-cols-1 gap-6 md:grid-cols-2"><Section><Skeleton className="h-36" /></Section><Section><Skeleton className="h-42" /></Section></div>
          <div className="mt-6"><Section><SkeletonTable rows={4} /></Section></div>
        </>
      )
    case 'schedule':
      return (
        <div className="grid grid-cols-1 gap-6">
          <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]"><Section><div className="p-4"><Skeleton className="h-64" /></div></Section><Section><div className="p-4"><Skeleton className="h-32" /></div></Section></div>
          <Section><SkeletonTable rows={5} /></Section>
        </div>
      )
    case 'workers':
      return <div className="grid grid-cols-1 gap-6"><Section><SkeletonTable rows={4} /></Section><Section><SkeletonTable rows={2} /></Section></div>
    case 'facts':
      return <Panel className="p-4"><Lines lines={6} calm={false} /></Panel>
    case 'inspector':
    case 'flow-run':
    case 'editor':
      return null
  }
}

function Heading({ children }: { children: ReactNode }) {
  return <div className="mb-3 flex items-baseline justify-between">{children}</div>
}

function Section({ children }: { children: ReactNode }) {
  return <div className="min-w-0"><div className="mb-2 flex min-h-7 items-center"><Skeleton className="h-4 w-32" /></div><Panel>{children}</Panel></div>
}

function Cards() {
  return <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{[0, 1, 2].map((card) => <li key={card}><WorkflowCardSkeleton /></li>)}</ul>
}

function FieldSkeleton({ help = false, button = false }: { help?: boolean; button?: boolean }) {
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <Skeleton className="h-5 w-24" />
        {help && <Skeleton className="-mt-1 h-5 w-56" />}
        <Skeleton className="h-10 w-full" />
      </div>
      {button && <Skeleton className="h-10 w-32" />}
    </div>
  )
}

export function FormSkeleton() {
  return <div className="grid gap-7">{[0, 1, 2].map((field) => <FieldSkeleton key={field} help />)}</div>
}

/** The same lines as the inspector: where one is, the title, the facts, the steps. */
function InspectorSkeleton() {
  return (
    <div data-fills-screen role="status" aria-label="Loading" className="flex flex-col lg:h-dvh">
      <div data-block="header" className="shrink-0 px-4 pt-4 pb-3 sm:px-6">
        <Skeleton className="h-4 w-64 max-w-full" />
        <h1 className="flex h-7.5 items-center text-xl"><Skeleton className="h-6 w-56" /></h1>
        <Skeleton className="mt-2 h-10 w-28 md:hidden" />
        <div className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-2">
          {[0, 1, 2, 3, 4, 5, 6].map((fact) => <div key={fact} className="h-9"><Skeleton className="my-1 h-2 w-12" /><Skeleton className="h-4 w-16" /></div>)}
        </div>
      </div>
      <div data-block="body" className="grid min-h-0 flex-1 grid-cols-1 border-t border-line lg:grid-cols-2">
        <div className="h-[60dvh] lg:h-auto lg:border-r lg:border-line">
          <div className="h-8 border-b border-line" />
          <SkeletonRows rows={10} height="h-[34px]" />
        </div>
        <div className="border-t border-line p-4 lg:border-t-0"><Skeleton className="h-6 w-56" /></div>
      </div>
    </div>
  )
}

/** The same lines as a run of a flow: where one is, the title, the facts, the steps and the chosen one. */
function FlowRunSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="px-4 py-4 sm:px-6">
      <div data-block="header" className="mb-4">
        <Skeleton className="h-4 w-48 max-w-full" />
        <h1 className="flex h-7.5 items-center text-xl"><Skeleton className="h-6 w-56" /></h1>
        <Skeleton className="mt-2 h-10 w-28 md:hidden" />
        <div className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-2">
          {[0, 1, 2, 3, 4].map((fact) => <div key={fact} className="h-9"><Skeleton className="my-1 h-2 w-12" /><Skeleton className="h-4 w-16" /></div>)}
        </div>
      </div>
      <div data-block="body" className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <Panel><div className="h-9 border-b border-line max-md:h-10" /><SkeletonTable rows={4} /></Panel>
        <Panel className="p-4"><Skeleton className="h-6 w-56" /><Skeleton className="mt-4 h-48" /></Panel>
      </div>
    </div>
  )
}

function EditorSkeleton({ title, lead }: { title?: string; lead?: string | number }) {
  return (
    <div data-fills-screen role="status" aria-label="Loading" className="flex flex-col px-4 py-4 sm:px-6 lg:h-dvh">
      <Skeleton className="h-4 w-16" />
      <h1 className="mb-1 flex min-h-7.5 items-center text-xl">{title ?? <Skeleton className="h-6 w-64" />}</h1>
      {typeof lead === 'string' ? <p className="mb-3 max-w-[54ch] text-sm text-ink-2">{lead}</p> : <Skeleton className="mb-3 h-4 w-72 max-w-full" />}
      <Skeleton className="h-[70dvh] min-h-[26rem] w-full rounded-lg lg:h-auto lg:flex-1" />
    </div>
  )
}
