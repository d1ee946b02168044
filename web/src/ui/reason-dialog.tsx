import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog, DialogActions } from './dialog'
import { Field, FormError, Textarea } from './field'
import { placeRefusal } from './refusal'
import { useAction } from './use-action'

interface ReasonDialogProps {
  title: string
  /** What will happen. */
  consequence: ReactNode
  verb: string
  danger?: boolean
  required: boolean
  children?: ReactNode
  act: (reason: string) => Promise<unknown>
  /** Keys of what has to be read again. */
  touches: readonly (readonly unknown[])[]
  done: string
  onClose: () => void
}

/** Says beforehand what an action does, asks for the reason that is stored with it, and shows the server's refusal as it is. */
export function ReasonDialog({ title, consequence, verb, danger = false, required, children, act, touches, done, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const action = useAction({ run: () => act(reason.trim()), done, touches, errors: 'inline', onDone: onClose })
  const placed = placeRefusal(action.error, ['reason'], { REASON_REQUIRED: 'reason' })
  const submit = () => {
    if (required && reason.trim() === '') {
      setMissing(true)
      box.current?.focus()
    } else action.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={title} description={consequence}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); submit() }} className="grid gap-4">
        {children}
        <Field label="Reason" required={required} optional={!required} help="Kept with the decision, with your name." error={missing ? 'Write why. Whoever reads this run later needs it.' : placed.at.reason}>
          {(control) => <Textarea ref={box} rows={3} autoFocus={required || danger} value={reason} onChange={(event) => { setReason(event.target.value); setMissing(false) }} {...control} />}
        </Field>
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          {/* Where nothing has to be written, Enter is enough; but nothing is destroyed by it. */}
          <Button type="submit" autoFocus={!required && !danger} look={danger ? 'danger' : 'primary'} pending={action.isPending}>{verb}</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
