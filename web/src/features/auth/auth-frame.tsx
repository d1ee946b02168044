import type { ReactNode } from 'react'
import { Logo } from '@/app/logo'
import { useTitle } from '@/ui/page'

/** The page of somebody who is not signed in: one form, nothing else. */
export function AuthFrame({ title, lead, children, foot }: { title: string; lead?: ReactNode; children: ReactNode; foot?: ReactNode }) {
  useTitle(title)
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col px-4 py-10 sm:py-[14dvh]">
      <Logo />
      <h1 className="mt-8 text-2xl">{title}</h1>
      {lead && <div className="mt-2 text-base text-ink-2">{lead}</div>}
      <div className="mt-8">{children}</div>
      {foot && <div className="mt-6 text-sm text-ink-2">{foot}</div>}
    </main>
  )
}

export const textLink = 'tap font-medium text-ink underline underline-offset-2'
