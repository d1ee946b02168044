import './styles/main.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '@/app/query-client'
import { router } from '@/app/router'
import { hasSession, onSessionChange } from '@/auth/session'
import { Toaster } from '@/ui/toast'

// What one person saw must not be shown to the next: the cache ends with the session.
let signedIn = hasSession()
onSessionChange(() => {
  const now = hasSession()
  if (now === signedIn) return
  signedIn = now
  queryClient.clear()
  void router.invalidate()
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>
  </StrictMode>,
)
