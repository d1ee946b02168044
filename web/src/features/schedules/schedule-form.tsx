import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Plus } from 'lucide-react'
import { useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { FocusEvent, ReactNode, Ref, SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { flowQuery, flowVersionQuery } from '@/api/queries'
import type { Json, OverlapPolicy, Schedule } from '@/api/types'
import type { paths } from '@/app/paths'
import { planInput } from '@/features/flows/plan-input'
import { SchemaFields, useSchemaForm } from '@/features/flows/schema-form'
import type { SchemaForm } from '@/features/flows/schema-form'
import { Button, buttonClass } from '@/ui/button'
import { Field, FormError, Input, Select, Textarea } from '@/ui/field'
import { placeRefusal, refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { ErrorState, Skeleton } from '@/ui/states'
import { useAction } from '@/ui/use-action'
import { MOST_RULES, checkDraft, newRule, placeDraftErrors } from './draft'
import type { Draft, DraftErrors, Place, RuleDraft, TextField } from './draft'
import { Preview, usePreview } from './preview'
import { OVERLAPS, ownZone } from './rule'
import { RuleFields } from './rule-fields'

interface ScheduleFormProps {
  start: Draft
  /** What its runs' input begins with. */
  input?: Json
  /** The flows to choose from; none for a schedule that is there, which keeps its flow and its name. */
  flows?: string[]
  /** What the button says. */
  verb: string
  back: ReturnType<(typeof paths)['schedule'] | (typeof paths)['schedules']>
  /** `input` is absent where the flow takes none, or nobody could see what it takes. */
  save: (draft: Draft, input: { value: Json | undefined } | undefined) => Promise<Schedule>
  done: (saved: Schedule) => string
  onSaved: (saved: Schedule) => unknown
}

/** When runs of a flow start by themselves, and with what. What a rule means stands below it while somebody writes. */
/** Whoever leaves a field for a button presses it: a message that appears now would move it away from under the pointer. */
const presses = (event: FocusEvent) => event.relatedTarget instanceof HTMLButtonElement

export function ScheduleForm({ start, input: given, flows, verb, back, save, done, onSaved }: ScheduleFormProps) {
  const [draft, setDraft] = useState(start)
  const [errors, setErrors] = useState<DraftErrors>({})
  const [refusal, setRefusal] = useState<Refusal>()
  const form = useRef<HTMLFormElement>(null)
  const input = useRef<SchemaForm>(null)
  const preview = usePreview(draft)
  const wrong: DraftErrors = { ...preview.wrong, ...errors }

  const forget = (is: (place: string) => boolean) => {
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([place]) => !is(place))))
    setRefusal(undefined)
  }
  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    forget((place) => (place.split('.')[0] ?? '') in change)
  }
  const setRule = (index: number, change: Partial<RuleDraft>) => {
    setDraft((now) => ({ ...now, rules: now.rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule)) }))
    forget((place) => Object.keys(change).some((field) => place === `rules.${index}.${field}`))
  }
  const leave = (place: Place) => {
    const found = checkDraft(draft)[place]
    setErrors((now) => ({ ...now, [place]: found ?? now[place] }))
  }
  const keep = useAction({ run: () => save(draft, input.current ? { value: input.current.value() } : undefined), done, touches: [['schedules']], errors: 'inline', onDone: onSaved })
  const show = (found: DraftErrors) => {
    setErrors(found)
    const first = [...(form.current?.querySelectorAll<HTMLElement>('[data-draft]') ?? [])].find((part) => found[part.dataset.draft as Place])
    // What folds must not hide what is wrong.
    const folded = first?.closest('details')
    if (folded) folded.open = true
    first?.querySelector<HTMLElement>('input, select, textarea')?.focus()
    return first === undefined
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    if (!show(checkDraft(draft)) || input.current?.check() === false) return
    try {
      await keep.mutateAsync()
    } catch (error) {
      const placed = placeDraftErrors(error instanceof ApiError ? error.errors : [], draft.rules)
      const byCode = placeRefusal(error, ['name', 'flow'], { SCHEDULE_TAKEN: 'name', UNKNOWN_FLOW: 'flow' }).at
      const clean = show({ ...byCode, ...placed.at })
      const left = input.current ? input.current.place(placed.rest) : placed.rest.map((item) => item.message)
      if (left.length > 0) setRefusal({ ...refusalOf(error), text: left.join(' ') })
      else if (clean && placed.rest.length === 0) setRefusal(refusalOf(error))
    }
  }
  const text = (field: TextField, label: string, more: { help?: ReactNode; optional?: boolean; type?: string; list?: string; className?: string } = {}) => (
    <div data-draft={field}>
      <Field label={label} help={more.help} optional={more.optional} error={wrong[field]}>
        {(control) => <Input controlSize="lg" autoComplete="off" spellCheck={false} type={more.type} list={more.list} className={more.className} value={draft[field]} onChange={(event) => set({ [field]: event.target.value })} onBlur={(event) => draft[field] !== '' && !presses(event) && leave(field)} {...control} />}
      </Field>
    </div>
  )
  const several = draft.rules.length > 1
  // What differs from what a new one has is not hidden from whoever changes it.
  const [unfolded] = useState(() => start.starts_at !== '' || start.ends_at !== '' || start.jitter !== '' || start.max_runs !== '' || start.catch_up !== '24h')
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="grid gap-7">
      {flows && (
        <div data-draft="flow">
          <Field label="Flow" error={wrong.flow}>
            {(control) => (
              <Select controlSize="lg" value={draft.flow} onChange={(event) => set({ flow: event.target.value, version: '' })} {...control}>
                <option value="">Choose…</option>
                {flows.map((flow) => <option key={flow}>{flow}</option>)}
              </Select>
            )}
          </Field>
        </div>
      )}
      <VersionField flow={draft.flow} value={draft.version} error={wrong.version} onChange={(version) => set({ version })} />
      {flows && text('name', 'Name', { help: 'Small letters, digits and “-”, such as every-morning.' })}
      {draft.rules.map((rule, index) => (
        <RuleFields
          key={index}
          rule={rule}
          index={index}
          several={several}
          errors={wrong}
          onChange={(change) => setRule(index, change)}
          onLeave={(field) => rule[field] !== '' && leave(`rules.${index}.${field}`)}
          onRemove={() => set({ rules: draft.rules.filter((_, at) => at !== index) })}
        />
      ))}
      {draft.rules.length < MOST_RULES && <div className="-mt-3"><Button look="ghost" onClick={() => set({ rules: [...draft.rules, newRule()] })}><Plus /> Another rule</Button></div>}
      {text('zone', 'Time zone', { help: 'In which a cron rule is read. Summer time is kept.', list: 'zones' })}
      <datalist id="zones">{Intl.supportedValuesOf('timeZone').map((zone) => <option key={zone} value={zone} />)}</datalist>
      <Preview preview={preview} zone={draft.zone} />
      <Overlap value={draft.overlap} onChange={(overlap) => set({ overlap })} />
      <details className="group" open={unfolded}>
        <summary className="flex h-8 items-center gap-1 text-sm font-medium max-md:h-10 [&::-webkit-details-marker]:hidden"><ChevronRight aria-hidden className="size-4 text-ink-3 transition-transform group-open:rotate-90" />More</summary>
        <div className="mt-4 grid gap-7">
          {text('catch_up', 'Makes up for', { help: 'How late a run may still start when nobody looked in time, such as 24h.' })}
          {text('jitter', 'Put off by up to', { help: 'So that not everything starts at once, such as 5m.', optional: true })}
          {text('max_runs', 'Most runs', { help: 'After so many it fires no more.', optional: true, className: 'num max-w-40' })}
          <div className="grid gap-7 sm:grid-cols-2 sm:gap-4">
            {text('starts_at', 'Not before', { help: `On the clocks of ${ownZone()}.`, type: 'datetime-local', optional: true })}
            {text('ends_at', 'No longer from', { help: `On the clocks of ${ownZone()}.`, type: 'datetime-local', optional: true })}
          </div>
        </div>
      </details>
      {draft.flow !== '' && <InputPart key={`${draft.flow} ${draft.version}`} flow={draft.flow} version={draft.version === '' ? undefined : Number(draft.version)} given={draft.flow === start.flow ? given : undefined} ref={input} />}
      <div data-draft="attributes">
        <Field label="Attributes" optional help="What each run is to be found by: name=value, one on each line." error={wrong.attributes}>
          {(control) => <Textarea rows={2} spellCheck={false} className="font-mono text-xs" value={draft.attributes} onChange={(event) => set({ attributes: event.target.value })} onBlur={(event) => !presses(event) && leave('attributes')} {...control} />}
        </Field>
      </div>
      <FormError refusal={refusal} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" size="lg" pending={keep.isPending}>{verb}</Button>
        <Link {...back} className={buttonClass({ size: 'lg' })}>Not now</Link>
      </div>
    </form>
  )
}

function VersionField({ flow, value, error, onChange }: { flow: string; value: string; error: string | undefined; onChange: (version: string) => void }) {
  const { data } = useQuery({ ...flowQuery(flow), enabled: flow !== '' })
  const numbers = data?.versions.map((item) => String(item.version)) ?? []
  return (
    <div data-draft="version">
      <Field label="Version" error={error}>
        {(control) => (
          <Select controlSize="lg" value={value} onChange={(event) => onChange(event.target.value)} {...control}>
            <option value="">The newest at each firing</option>
            {/* What is chosen can be seen, whether or not it is still kept. */}
            {[...new Set([...numbers, ...(value === '' ? [] : [value])])].map((number) => <option key={number} value={number}>Version {number}</option>)}
          </Select>
        )}
      </Field>
    </div>
  )
}

interface InputPartProps {
  flow: string
  version: number | undefined
  given: Json | undefined
  ref: Ref<SchemaForm>
}

/** The input of each run, as the version of the flow wants it. */
function InputPart({ flow, version: chosen, given, ref }: InputPartProps) {
  const detail = useQuery({ ...flowQuery(flow), enabled: chosen === undefined })
  const number = chosen ?? detail.data?.latest_version
  const version = useQuery({ ...flowVersionQuery(flow, number ?? 0), enabled: number !== undefined })
  const failed = [detail, version].find((query) => query.error && !query.data)
  if (failed) return <ErrorState title="What its runs need could not be loaded" error={failed.error} retry={() => void failed.refetch()} />
  if (!version.data) return <Skeleton className="h-20" />
  return <InputFields key={version.data.plan_hash} plan={version.data.plan} given={given} ref={ref} />
}

function InputFields({ plan, given, ref }: { plan: string; given: Json | undefined; ref: Ref<SchemaForm> }) {
  const schema = useMemo(() => planInput(plan), [plan])
  const form = useSchemaForm(schema, { given })
  useImperativeHandle(ref, () => form)
  if (form.fields?.length === 0) return null
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-4 text-base font-medium">Input of each run</legend>
      <SchemaFields form={form} label="Input" help="JSON, as the plan’s input schema wants it." />
    </fieldset>
  )
}

function Overlap({ value, onChange }: { value: OverlapPolicy; onChange: (policy: OverlapPolicy) => void }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1.5 text-sm font-medium">When the time comes and a run still goes on</legend>
      {(Object.keys(OVERLAPS) as OverlapPolicy[]).map((policy) => (
        <label key={policy} className="flex items-start gap-2.5 py-1 text-sm max-md:min-h-10 max-md:py-2">
          <input type="radio" name="overlap" value={policy} checked={value === policy} onChange={() => onChange(policy)} className="mt-0.5 size-4 shrink-0 accent-ink" />
          <span>{OVERLAPS[policy].name}<span className="block text-ink-3">{OVERLAPS[policy].means}</span></span>
        </label>
      ))}
    </fieldset>
  )
}
