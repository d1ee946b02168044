import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { nameOf, useMe } from '@/auth/me'
import { Skeleton } from '@/ui/states'

/** Who is signed in; opens the account menu. */
export function AccountButton(props: ComponentProps<'button'>) {
  const me = useMe()
  const name = me ? nameOf(me) : ''
  return (
    <button type="button" className="mt-2 flex h-11 items-center gap-2 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2" {...props}>
      <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-idle-bg text-xs font-medium">{name.charAt(0).toUpperCase()}</span>
      {me ? <span className="min-w-0 flex-1 truncate">{name}</span> : <Skeleton className="h-3 flex-1" />}
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="sr-only">Account menu</span>
    </button>
  )
}
