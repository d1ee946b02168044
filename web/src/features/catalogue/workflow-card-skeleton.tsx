import { Skeleton } from '@/ui/states'

export const CARD = 'flex h-full flex-col rounded-lg border border-line bg-surface p-5'

/** Line for line as high as a card with a title of one line and a description of three. */
export function WorkflowCardSkeleton() {
  return (
    <div className={CARD}>
      <div className="flex h-4 items-center"><Skeleton className="h-3 w-28" /></div>
      <div className="mt-1.5 flex h-6.5 items-center"><Skeleton className="h-5 w-4/5" /></div>
      <Skeleton className="mt-2 h-18 w-full" />
      <div className="mt-4 flex h-5 items-center"><Skeleton className="h-4 w-full" /></div>
    </div>
  )
}
