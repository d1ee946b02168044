import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/api/http'

const TRIES = 2

/** Only what may pass by itself is tried again; a refusal is final. */
const mayPass = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 502)

export const queryClient = new QueryClient({
  defaultOptions: {
    // Whether the server can be reached is for the call to find out, not for the browser to guess: it may run on this machine.
    queries: { staleTime: 5_000, networkMode: 'always', retry: (failures, error) => failures < TRIES && mayPass(error) },
    mutations: { retry: false, networkMode: 'always' },
  },
})
