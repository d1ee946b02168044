import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@/api/queries'
import type { User } from '@/api/types'

export const isAdmin = (user: User) => user.role === 'admin' || user.roles.includes('admin')

/** The signed-in account; undefined until the server has answered. */
export const useMe = (): User | undefined => useQuery(meQuery()).data

/** A name that was left empty is none. */
export const nameOf = (user: Pick<User, 'display_name' | 'email'>) => [user.display_name, user.email].find((name) => name?.trim()) ?? 'Unnamed account'
