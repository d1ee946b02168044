import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { addPrice, updateModel } from '@/api/mutations'
import { modelsQuery, pricesQuery } from '@/api/queries'
import type { Model, PriceComponent } from '@/api/types'
import { paths } from '@/app/paths'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Input, Select, Switch } from '@/ui/field'
import { compact, words } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { placeRefusal } from '@/ui/refusal'
import { aboveRowLink, rowLink } from '@/ui/rows'
import { Empty, ErrorState, SkeletonRows, SkeletonTable } from '@/ui/states'
import { Tag } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { Hint, Money, Unknown } from '@/ui/values'

const COMPONENTS: Record<PriceComponent, string> = {
  input_uncached: 'Input',
  output_text: 'Output',
  output_reasoning: 'Output, reasoning',
  cache_read: 'Read from the cache',
  cache_write_5m: 'Kept in the cache, 5 min',
  cache_write_1h: 'Kept in the cache, 1 h',
  request: 'Request',
}
const TIERS: Model['tier'][] = ['top', 'mid', 'low']

export function ModelsPage() {
  const { model: id } = useSearch({ from: '/app/admin/models' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(modelsQuery())
  const chosen = data?.find((model) => model.id === id)
  return (
    <Page mood="dense" title="Models and prices" lead="Prices are per 1,000 tokens. A price is never overwritten: a new one begins where the old one ends.">
      <Panel block="body">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <SkeletonTable rows={8} />
        : data.length === 0 ? <Empty title="No models" />
        : (
          <Table label="Models" head={<><Th>Model</Th><Th>Provider</Th><Th>Tier</Th><Th right>Input</Th><Th right>Output</Th><Th right>Context</Th><Th>Can</Th><Th>Reachable</Th><Th>Active</Th></>}>
            {data.map((model) => <ModelRow key={model.id} model={model} />)}
          </Table>
        )}
      </Panel>
      {chosen && <PricesDialog model={chosen} onClose={() => void navigate({ ...paths.models(), resetScroll: false })} />}
    </Page>
  )
}

function ModelRow({ model }: { model: Model }) {
  const change = useAction({ run: (changes: Partial<Pick<Model, 'is_active' | 'tier'>>) => updateModel(model.id, changes), done: `${model.display_name} changed`, touches: [['models']] })
  const can = [model.supports_tools && 'tools', model.supports_structured_output && 'structured', model.supports_streaming && 'streams'].filter(Boolean).join(', ')
  return (
    <tr className="relative hover:bg-hover">
      <Td className="whitespace-nowrap"><Link {...paths.models(model.id)} resetScroll={false} className={rowLink}>{model.display_name}<span className="sr-only">, prices</span></Link> <span className="ml-1 font-mono text-xs text-ink-3">{model.id}</span></Td>
      <Td>{model.provider}</Td>
      <Td>
        <select aria-label={`Tier of ${model.display_name}`} value={model.tier} disabled={change.isPending} onChange={(event) => change.mutate({ tier: event.target.value as Model['tier'] })} className="relative z-[1] h-7 rounded-md border border-line-strong bg-surface px-1.5 text-xs focus-visible:outline-offset-0">
          {TIERS.map((tier) => <option key={tier} value={tier}>{tier}</option>)}
        </select>
      </Td>
      <Td right><span className={aboveRowLink}><Money usd={model.input_cost_per_1k} /></span></Td>
      <Td right><span className={aboveRowLink}><Money usd={model.output_cost_per_1k} /></span></Td>
      <Td right>{model.max_context_tokens === null ? <span className={aboveRowLink}><Unknown why="It is not known how much this model takes in at once." /></span> : compact(model.max_context_tokens)}</Td>
      <Td className="text-xs whitespace-nowrap text-ink-2">{can}</Td>
      <Td>{model.available ? <Tag tone="ok">yes</Tag> : <span className={aboveRowLink}><Hint text={model.why_not ?? 'The provider gives no reason.'}><Tag>no</Tag></Hint></span>}</Td>
      <Td><span className={aboveRowLink}><Switch checked={model.is_active} label={`${model.display_name} may be used`} disabled={change.isPending} onChange={(is_active) => change.mutate({ is_active })} /></span></Td>
    </tr>
  )
}

function PricesDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useQuery(pricesQuery(model.id))
  return (
    <Dialog open wide onClose={onClose} title={`Prices of ${model.display_name}`} description="Each call is settled with the price that held when it was made.">
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
      : !data ? <SkeletonRows rows={4} />
      : data.length === 0 ? <Empty title="No price is known">Calls to this model are refused or flagged until one is.</Empty>
      : (
        <Table label="Prices" head={<><Th>Component</Th><Th right>Per 1,000</Th><Th right>From</Th><Th right>Until</Th><Th>Source</Th></>}>
          {data.map((price) => (
            <tr key={price.id} className={price.valid_to ? 'text-ink-3' : undefined}>
              <Td className="min-w-32">{(COMPONENTS as Record<string, string>)[price.component] ?? words(price.component)}</Td>
              <Td right><Money usd={price.usd_per_1k} /></Td>
              <Td right><Time at={price.valid_from} /></Td>
              <Td right>{price.valid_to ? <Time at={price.valid_to} /> : 'now'}</Td>
              <Td className="min-w-40 text-xs">{price.provenance}</Td>
            </tr>
          ))}
        </Table>
      )}
      {adding ? <PriceForm model={model} onClose={() => setAdding(false)} /> : <div><Button onClick={() => setAdding(true)}><Plus /> Add a price</Button></div>}
    </Dialog>
  )
}

function PriceForm({ model, onClose }: { model: Model; onClose: () => void }) {
  const [component, setComponent] = useState<PriceComponent>('input_uncached')
  const [amount, setAmount] = useState('')
  const [from, setFrom] = useState('')
  const [provenance, setProvenance] = useState('')
  const [shown, setShown] = useState(false)
  const value = Number(amount)
  const errors = {
    amount: amount.trim() === '' || !Number.isFinite(value) || value < 0 ? 'Write dollars per 1,000, like 0.003.' : undefined,
    provenance: provenance.trim() === '' ? 'Write where the price comes from.' : undefined,
  }
  const add = useAction({
    run: () => addPrice(model.id, { component, usd_per_1k: value, valid_from: from ? new Date(from).toISOString() : undefined, provenance: provenance.trim() }),
    done: 'Price added',
    touches: [['models']],
    errors: 'inline',
    onDone: onClose,
  })
  const placed = placeRefusal(add.error, ['component', 'usd_per_1k', 'valid_from', 'provenance'])
  const form = useRef<HTMLFormElement>(null)
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setShown(true)
        if (errors.amount) form.current?.querySelector<HTMLElement>('[name=amount]')?.focus()
        else if (errors.provenance) form.current?.querySelector<HTMLElement>('[name=provenance]')?.focus()
        else add.mutate()
      }}
      className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2"
    >
      <Field label="Component">
        {(control) => <Select value={component} onChange={(event) => setComponent(event.target.value as PriceComponent)} {...control}>{Object.entries(COMPONENTS).map(([item, word]) => <option key={item} value={item}>{word}</option>)}</Select>}
      </Field>
      <Field label="Dollars per 1,000" required error={placed.at.usd_per_1k ?? (shown ? errors.amount : undefined)}>
        {(control) => <Input name="amount" inputMode="decimal" autoFocus className="num" value={amount} onChange={(event) => setAmount(event.target.value)} {...control} />}
      </Field>
      <Field label="Holds from" optional help="Empty: from now on." error={placed.at.valid_from}>
        {(control) => <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} {...control} />}
      </Field>
      <Field label="Source" required help="A price list and its date." error={placed.at.provenance ?? (shown ? errors.provenance : undefined)}>
        {(control) => <Input name="provenance" value={provenance} onChange={(event) => setProvenance(event.target.value)} {...control} />}
      </Field>
      <div className="sm:col-span-2">
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={add.isPending}>Add price</Button>
        </DialogActions>
      </div>
    </form>
  )
}
