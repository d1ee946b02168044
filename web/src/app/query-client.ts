import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/api/http'

const TRIES = 2

/** Only what may pass by itself is tried again; a refusal is final. */
const mayPass = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 502)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (failures, error) => failures < TRIES && mayPass(error) },
    mutations: { retry: false },
  },
})
