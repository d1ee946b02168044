import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { ErrorCode } from './error-code'
import type { Refusal } from './refusal'

// Toasts report the outcome of an action, nothing else.

interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
  code?: string
}

let toasts: Toast[] = []
let next = 1
const listeners = new Set<() => void>()

function set(change: (list: Toast[]) => Toast[]) {
  toasts = change(toasts)
  for (const listener of listeners) listener()
}

function show(kind: Toast['kind'], { text, code }: Refusal) {
  set((list) => [...list.slice(-2), { id: next++, kind, text, code }])
}

export const toast = {
  done: (text: string) => show('done', { text }),
  failed: (refusal: Refusal) => show('failed', refusal),
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toaster() {
  const list = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div aria-live="polite" role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-[60] grid justify-items-center gap-2 p-4 sm:justify-items-end">
      {list.map((item) => <ToastCard key={item.id} toast={item} />)}
    </div>
  )
}

function ToastCard({ toast: { id, kind, text, code } }: { toast: Toast }) {
  const close = () => set((list) => list.filter((item) => item.id !== id))
  useEffect(() => {
    if (kind === 'failed') return
    const timer = setTimeout(() => set((list) => list.filter((item) => item.id !== id)), 6000)
    return () => clearTimeout(timer)
  }, [id, kind])
  return (
    <div className="pointer-events-auto flex max-w-sm animate-appear items-start gap-2.5 rounded-lg bg-raised py-2.5 pr-2 pl-3 text-sm shadow-float">
      {kind === 'done' ? <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" /> : <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />}
      <p className="flex-1">{text}{code && <> <ErrorCode code={code} /></>}</p>
      <button type="button" onClick={close} aria-label="Dismiss" className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink max-md:-my-2.5 max-md:size-10"><X className="size-3.5" /></button>
    </div>
  )
}
