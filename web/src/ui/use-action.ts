import { useMutation, useQueryClient } from '@tanstack/react-query'
import { refusalOf } from './refusal'
import { toast } from './toast'

interface Action<V, T> {
  run: (values: V) => Promise<T>
  /** What the toast says when the server has done it. */
  done?: string | ((result: T) => string)
  /** Keys of what has to be read again. */
  touches?: readonly (readonly unknown[])[]
  /** Where the error is shown: in a toast, or by the form that asked (never both). */
  errors?: 'toast' | 'inline'
  onDone?: (result: T) => unknown
}

/** Something a person does to the server: shown as done only once it is, and what it touched is read again. */
export function useAction<V = void, T = unknown>({ run, done, touches = [], errors = 'toast', onDone }: Action<V, T>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      await Promise.all(touches.map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })))
      if (done) toast.done(typeof done === 'string' ? done : done(result))
      await onDone?.(result)
    },
    onError: (error) => {
      if (errors === 'toast') toast.failed(refusalOf(error))
    },
  })
}
