import clsx from 'clsx'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/http'
import { Button } from './button'
import { Code } from './status'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden data-skeleton className={clsx('animate-breathe rounded-md bg-idle-bg', className)} />
}

export function SkeletonRows({ rows = 8, height = 'h-9' }: { rows?: number; height?: string }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={clsx('flex items-center gap-4 px-3', height)}>
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="h-3 w-1/6" />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
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

/** What went wrong in words a person can act on. */
export function errorText(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'Something went wrong.'
}

export function ErrorState({ error, retry, title = 'This could not be loaded' }: { error: unknown; retry?: () => void; title?: string }) {
  const { reset } = useQueryErrorResetBoundary()
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <p className="text-base font-medium">{title}</p>
      <p className="max-w-[56ch] text-sm text-ink-2">{errorText(error)}</p>
      {error instanceof ApiError && <ErrorCode code={error.code} />}
      {retry && (
        <Button className="mt-2" onClick={() => { reset(); retry() }}><RotateCw /> Try again</Button>
      )}
    </div>
  )
}

/** The stable code, linked to the page that explains it. */
function ErrorCode({ code }: { code: string }) {
  if (code === 'UNREACHABLE' || code.startsWith('HTTP_')) return <Code>{code}</Code>
  return <a href={`/errors/${code}`} target="_blank" rel="noreferrer" className="underline underline-offset-2"><Code>{code}</Code></a>
}
