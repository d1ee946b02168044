import { useInfiniteQuery } from '@tanstack/react-query'
import { usersQuery } from '@/api/queries'
import type { Scope } from '@/api/queries'
import { FilterSelect } from '@/ui/filters'
import { isAdmin, nameOf, useMe } from './me'

/** One's own things or everybody's. Only admins are asked. */
export function ScopeSelect({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  const me = useMe()
  if (!me || !isAdmin(me)) return null
  return <FilterSelect label="Whose" any="mine" value={scope} options={[['all', 'Whose: everybody’s']]} onChange={(next) => onChange(next === 'all' ? 'all' : undefined)} />
}

/** Whom things belong to, by name where it is known. Asked for only where everybody's are shown. */
export function useOwners(scope: Scope): (userId: string) => string {
  const users = useInfiniteQuery({ ...usersQuery(), enabled: scope === 'all', staleTime: 60_000 }).data?.pages.flatMap((page) => page.items)
  return (id) => {
    const user = users?.find((candidate) => candidate.id === id)
    return user ? nameOf(user) : `…${id.slice(-8)}`
  }
}
