import { useQuery } from '@tanstack/react-query'
import { Copy, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { createWebhook, deleteWebhook, testWebhook, updateWebhook } from '@/api/mutations'
import { deliveriesQuery, webhooksQuery } from '@/api/queries'
import type { Webhook, WebhookEvent } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Checkbox, Field, FormError, Input, Switch } from '@/ui/field'
import { words } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { placeRefusal, refusalOf } from '@/ui/refusal'
import { Empty, ErrorState, SkeletonRows } from '@/ui/states'
import { Code, Tag } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { toast } from '@/ui/toast'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'

const EVENTS: Record<WebhookEvent, string> = {
  'run.started': 'A run starts',
  'run.paused': 'A run waits for somebody',
  'run.resumed': 'A run goes on',
  'run.completed': 'A run is done',
  'run.failed': 'A run fails',
  'run.cancelled': 'A run is called off',
}

export function WebhooksPage() {
  const { data: hooks, error, refetch } = useQuery(webhooksQuery())
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const add = <Button look="primary" size="lg" onClick={() => setAdding(true)}><Plus /> Add a webhook</Button>
  return (
    <Page mood="calm" title="Webhooks" lead="Tell another system when something of yours starts, stops or is finished. Messages are signed and sent again until they arrive." actions={hooks && hooks.length > 0 && add}>
      {error && !hooks ? <ErrorState error={error} retry={() => void refetch()} />
      : !hooks ? <Panel block="body"><SkeletonRows rows={3} height="h-16" /></Panel>
      : hooks.length === 0 ? <Panel block="body"><Empty title="No webhooks" action={add}>Add the address of a system that should be told.</Empty></Panel>
      : <div data-block="body" className="grid gap-4">{hooks.map((hook) => <WebhookPanel key={hook.id} hook={hook} />)}</div>}
      {adding && <AddDialog onClose={() => setAdding(false)} onSecret={setSecret} />}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  )
}

function WebhookPanel({ hook }: { hook: Webhook }) {
  const [open, setOpen] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const toggle = useAction({ run: (is_active: boolean) => updateWebhook(hook.id, { is_active }), done: (changed) => (changed.is_active ? 'Webhook on' : 'Webhook off'), touches: [['webhooks']] })
  const test = useAction({ run: () => testWebhook(hook.id), done: 'Test message queued', touches: [['webhooks']] })
  const remove = useAction({ run: () => deleteWebhook(hook.id), done: 'Webhook deleted', touches: [['webhooks']], errors: 'inline', onDone: () => setDeleting(false) })
  return (
    <Panel className="p-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="truncate font-mono text-sm font-medium">{hook.url}</p>
          {hook.description && <p className="text-sm text-ink-2">{hook.description}</p>}
          <p className="mt-2 flex flex-wrap gap-1">{hook.events.map((event) => <Tag key={event}>{EVENTS[event]}</Tag>)}</p>
        </div>
        <div className="flex items-center gap-2">
          {hook.last_delivery_status && <Tag tone={hook.last_delivery_status === 'delivered' ? 'ok' : hook.last_delivery_status === 'failed' ? 'bad' : 'idle'}>{words(hook.last_delivery_status)}</Tag>}
          <Switch checked={hook.is_active} label={`Send to ${hook.url}`} disabled={toggle.isPending} onChange={(on) => toggle.mutate(on)} />
        </div>
      </div>
      <div className="mt-3 flex flex-wrap gap-1">
        <Button look="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Hide deliveries' : 'Deliveries'}</Button>
        <Button look="ghost" pending={test.isPending} onClick={() => test.mutate()}>Send a test</Button>
        <Button look="ghost" onClick={() => setDeleting(true)}>Delete</Button>
      </div>
      {open && <Deliveries id={hook.id} />}
      {deleting && (
        <Dialog open onClose={() => setDeleting(false)} title="Delete this webhook?" description={<><span className="font-mono">{hook.url}</span> is no longer told of anything. Messages that wait to be sent again are dropped.</>}>
          <FormError refusal={remove.error ? refusalOf(remove.error) : undefined} />
          <DialogActions>
            <Button size="lg" onClick={() => setDeleting(false)}>Keep it</Button>
            <Button size="lg" look="danger" pending={remove.isPending} onClick={() => remove.mutate()}>Delete webhook</Button>
          </DialogActions>
        </Dialog>
      )}
    </Panel>
  )
}

function Deliveries({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(deliveriesQuery(id))
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} />
  if (data.length === 0) return <Empty title="Nothing sent yet" />
  return (
    <div className="mt-3 border-t border-line pt-1">
      <Table label="Deliveries" head={<><Th>Event</Th><Th>Status</Th><Th right>Tries</Th><Th right>Answer</Th><Th>Sent</Th><Th>Next try</Th></>}>
        {data.map((delivery) => (
          <tr key={delivery.id}>
            <Td><Code>{delivery.event}</Code></Td>
            <Td>{words(delivery.status)}</Td>
            <Td right>{delivery.attempts}</Td>
            <Td right>{delivery.response_status ?? <Unknown why="The other system gave no answer." />}</Td>
            <Td><Time at={delivery.created_at} /></Td>
            <Td>{delivery.next_attempt_at ? <Time at={delivery.next_attempt_at} /> : <span className="text-ink-3">none</span>}</Td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function AddDialog({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void }) {
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [events, setEvents] = useState<WebhookEvent[]>(['run.completed', 'run.failed'])
  const add = useAction({
    run: () => createWebhook({ url: url.trim(), events, description: description.trim() || undefined }),
    done: 'Webhook added',
    touches: [['webhooks']],
    errors: 'inline',
    onDone: (hook) => {
      onClose()
      if (hook.secret) onSecret(hook.secret)
    },
  })
  const [left, setLeft] = useState(false)
  const [shown, setShown] = useState(false)
  const placed = placeRefusal(add.error, ['url', 'description', 'events'])
  const address = useRef<HTMLInputElement>(null)
  const problems = {
    url: /^https?:\/\/\S+$/.test(url.trim()) ? undefined : 'Write an address that begins with https://.',
    events: events.length === 0 ? 'Choose at least one event.' : undefined,
  }
  const wrongEvents = placed.at.events ?? (shown ? problems.events : undefined)
  return (
    <Dialog open onClose={onClose} title="Add a webhook">
      <form noValidate onSubmit={(event) => {
          event.preventDefault()
          setShown(true)
          if (problems.url) address.current?.focus()
          else if (problems.events) event.currentTarget.querySelector<HTMLElement>('input[type=checkbox]')?.focus()
          else add.mutate()
        }} className="grid gap-4">
        <Field label="Address" required error={placed.at.url ?? (left || shown ? problems.url : undefined)}>
          {(control) => <Input controlSize="lg" type="url" placeholder="https://example.org/hooks/gatewright" ref={address} autoFocus value={url} onChange={(event) => { setUrl(event.target.value); setLeft(false); add.reset() }} onBlur={() => setLeft(url !== '')} {...control} />}
        </Field>
        <Field label="Description" optional error={placed.at.description}>
          {(control) => <Input controlSize="lg" value={description} onChange={(event) => setDescription(event.target.value)} {...control} />}
        </Field>
        <fieldset aria-describedby={wrongEvents ? 'webhook-events-error' : undefined} className="grid gap-2">
          <legend className="mb-2 text-sm font-medium">Tell it when</legend>
          <div className="grid gap-x-2 sm:grid-cols-2 md:gap-y-2">
            {(Object.keys(EVENTS) as WebhookEvent[]).map((event) => (
              <Checkbox
                key={event}
                label={EVENTS[event]}
                checked={events.includes(event)}
                onChange={({ target }) => setEvents((now) => (target.checked ? [...now, event] : now.filter((other) => other !== event)))}
              />
            ))}
          </div>
          {wrongEvents && <p id="webhook-events-error" className="text-sm text-bad">{wrongEvents}</p>}
        </fieldset>
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button size="lg" onClick={onClose}>Cancel</Button>
          <Button size="lg" type="submit" look="primary" pending={add.isPending}>Add webhook</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keep this secret" description="The other system checks our signature with it. It is shown only now.">
      <code className="block rounded-md bg-sunken p-3 font-mono text-sm break-all">{secret}</code>
      <DialogActions>
        <Button size="lg" onClick={() => void navigator.clipboard.writeText(secret).then(() => toast.done('Copied'), () => toast.failed({ text: 'The browser refused to copy. Select the text instead.' }))}><Copy /> Copy</Button>
        <Button size="lg" look="primary" onClick={onClose}>I have kept it</Button>
      </DialogActions>
    </Dialog>
  )
}
