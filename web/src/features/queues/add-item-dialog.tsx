import { useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { addWorkItem } from '@/api/mutations'
import type { WorkQueue } from '@/api/types'
import { SchemaFields, useSchemaForm } from '@/features/flows/schema-form'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Input } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { roomWords } from './queues'

/** Puts an item into a queue, as its schema wants it. */
export function AddItemDialog({ runId, queue, onClose }: { runId: string; queue: WorkQueue; onClose: () => void }) {
  // Pressing twice, or again after a lost answer, adds one item.
  const key = useRef<string>(undefined)
  const [priority, setPriority] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [refusal, setRefusal] = useState<Refusal>()
  const renew = () => {
    key.current = undefined
    setRefusal(undefined)
  }
  const form = useSchemaForm(queue.work_item_schema, { onChange: renew })
  const add = useAction({
    run: () => addWorkItem(runId, queue.queue_name, { payload: form.value() ?? null, ...(priority.trim() === '' ? {} : { priority: Number(priority) }) }, (key.current ??= crypto.randomUUID())),
    done: `Added to ${queue.queue_name}`,
    touches: [['flow-runs', runId]],
    errors: 'inline',
    onDone: onClose,
  })
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    const unread = priority.trim() !== '' && !/^[+-]?\d+$/.test(priority.trim())
    setWrong(unread ? 'Write a whole number.' : undefined)
    if (!form.check() || unread) return
    try {
      await add.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) key.current = undefined
      // The paths of an item that does not fit are those inside it.
      const told = error instanceof ApiError && error.code === 'INVALID_ITEM' ? error.errors.map((item) => ({ ...item, path: item.path.replace(/^(item\.)?payload\.?/, '') })) : []
      const left = form.place(told)
      if (told.length === 0 || left.length > 0) setRefusal({ ...refusalOf(error), ...(left.length > 0 ? { text: left.join(' ') } : {}) })
    }
  }
  return (
    <Dialog open wide onClose={onClose} title={`Add to ${queue.queue_name}`} description={`${roomWords(queue)}.`}>
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        <SchemaFields form={form} label="Item" help="JSON, as the queue’s schema wants it." />
        {queue.priority === 'priority' && (
          <Field label="Priority" optional help="The higher, the sooner." error={wrong}>
            {(control) => <Input inputMode="numeric" autoComplete="off" className="num max-w-40" value={priority} onChange={(event) => { renew(); setWrong(undefined); setPriority(event.target.value) }} {...control} />}
          </Field>
        )}
        <FormError refusal={refusal} />
        <DialogActions>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" autoFocus={form.fields?.length === 0} pending={add.isPending}>Add</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
