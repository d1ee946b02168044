import clsx from 'clsx'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/http'
import { Button } from './button'
import { ErrorCode } from './error-code'
import { errorText } from './refusal'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden data-skeleton className={clsx('animate-breathe rounded-md bg-idle-bg', className)} />
}

export function SkeletonRows({ rows = 8, height = 'h-9' }: { rows?: number; height?: string }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} data-block="row" className={clsx('flex items-center gap-4 px-3', height)}>
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="h-3 w-1/6" />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  )
}

/** Like a table: a line of headers, then rows of its height. */
export function SkeletonTable({ rows }: { rows: number }) {
  return (
    <>
      <div className="flex h-8 items-center gap-4 border-b border-line px-3"><Skeleton className="h-2 w-16" /><Skeleton className="ml-auto h-2 w-12" /></div>
      <SkeletonRows rows={rows} />
    </>
  )
}

/** Nothing here: what would be, and what fills it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <p className="text-base font-medium">{title}</p>
      {children && <div className="max-w-[48ch] text-sm text-ink-2">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}

export function ErrorState({ error, retry, title = 'This could not be loaded' }: { error: unknown; retry?: () => void; title?: string }) {
  const { reset } = useQueryErrorResetBoundary()
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <p className="text-base font-medium">{title}</p>
      <p className="max-w-[52ch] text-sm text-ink-2">{errorText(error)}</p>
      {error instanceof ApiError && <ErrorCode code={error.code} />}
      {retry && (
        <Button className="mt-2" onClick={() => { reset(); retry() }}><RotateCw /> Try again</Button>
      )}
    </div>
  )
}
