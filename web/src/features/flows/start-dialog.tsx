import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { createFlowRun } from '@/api/mutations'
import type { FlowVersionDetail } from '@/api/types'
import { paths } from '@/app/paths'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Textarea } from '@/ui/field'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { parseAttributes } from './attributes'
import { planInput } from './plan-input'
import { SchemaFields, useSchemaForm } from './schema-form'

/** Asks for what a run of a flow needs: a form where the plan's schema is that of one, JSON where it is not. */
export default function StartDialog({ flow, version, newest, onClose }: { flow: string; version: FlowVersionDetail; newest: boolean; onClose: () => void }) {
  const schema = useMemo(() => planInput(version.plan), [version.plan])
  // One key per thing asked for: pressing twice, or again after a lost answer, starts one run.
  const key = useRef<string>(undefined)
  const renew = () => { key.current = undefined }
  const input = useSchemaForm(schema, { onChange: renew })
  const [attributes, setAttributes] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [rest, setRest] = useState<Refusal>()
  const box = useRef<HTMLTextAreaElement>(null)
  const navigate = useNavigate()

  const start = useAction({
    run: () => createFlowRun({ flow, version: version.version, input: input.value(), attributes: parseAttributes(attributes).attributes }, (key.current ??= crypto.randomUUID())),
    done: `${flow} started`,
    touches: [['flow-runs', 'list']],
    errors: 'inline',
    // A plan that is not kept is asked about; whoever stays has started the run all the same.
    onDone: (run) => {
      onClose()
      return navigate(paths.flowRun(run.id))
    },
  })
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRest(undefined)
    const unread = parseAttributes(attributes).wrong
    setWrong(unread === undefined ? undefined : `“${unread}” is no attribute; write name=value.`)
    if (!input.check()) return
    if (unread !== undefined) {
      box.current?.focus()
      return
    }
    try {
      await start.mutateAsync()
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0) renew()
      const told = error instanceof ApiError ? error.errors : []
      const ofAttributes = told.filter((item) => item.path.startsWith('attributes'))
      setWrong(ofAttributes.map((item) => item.message).join(' ') || undefined)
      const left = input.place(told.filter((item) => !ofAttributes.includes(item)))
      if (left.length > 0) setRest({ ...refusalOf(error), text: left.join(' ') })
      else if (told.length === 0) setRest(refusalOf(error))
    }
  }
  return (
    <Dialog open wide onClose={onClose} title={`Start ${flow}`} description={`Version ${version.version}${newest ? ', the newest' : ''}. The run keeps it, whatever becomes of the flow.`}>
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        <SchemaFields form={input} label="Input" help="JSON, as the plan’s input schema wants it." />
        <Field label="Attributes" optional help="What the run is to be found by: name=value, one on each line." error={wrong}>
          {(control) => (
            <Textarea
              ref={box}
              rows={2}
              spellCheck={false}
              className="font-mono text-xs"
              value={attributes}
              onChange={(event) => {
                renew()
                setWrong(undefined)
                setAttributes(event.target.value)
              }}
              {...control}
            />
          )}
        </Field>
        <FormError refusal={rest} />
        <DialogActions>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" autoFocus={input.fields?.length === 0} pending={start.isPending}>Start</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
