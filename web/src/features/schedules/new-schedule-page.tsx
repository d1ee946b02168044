import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { ReactNode, Ref, SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { createSchedule } from '@/api/mutations'
import { flowQuery, flowVersionQuery, flowsQuery, schedulePreviewQuery } from '@/api/queries'
import type { OverlapPolicy } from '@/api/types'
import { paths } from '@/app/paths'
import { planInput } from '@/features/flows/plan-input'
import { SchemaFields, useSchemaForm } from '@/features/flows/schema-form'
import type { SchemaForm } from '@/features/flows/schema-form'
import { Button, buttonClass } from '@/ui/button'
import { Field, FormError, Input, Select } from '@/ui/field'
import type { ControlIds } from '@/ui/field'
import { Page } from '@/ui/page'
import { placeRefusal, refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { Empty, ErrorState, Skeleton } from '@/ui/states'
import { useAction } from '@/ui/use-action'
import { Moment } from './moment'
import { OVERLAPS, checkDraft, cronWords, definitionOf, ownZone, placeDraftErrors } from './rule'
import type { Draft, DraftField } from './rule'

const KINDS: Record<Draft['kind'], string> = { cron: 'By the calendar: a cron rule', every: 'Every so often', at: 'Once' }
/** Somebody who pauses for so long wants to see what the rule means. */
const PAUSE_MS = 400

/** Says when runs of a flow are to start by themselves. */
export function NewSchedulePage() {
  const flows = useQuery(flowsQuery())
  const { flow } = useSearch({ from: '/app/schedules/new' })
  return (
    <Page mood="calm" width="narrow" title="New schedule" eyebrow={<Link {...paths.schedules()} className="tap hover:text-ink">Schedules</Link>} lead="Nothing starts before you make it.">
      <div data-block="body">
        {flows.error && !flows.data ? <ErrorState error={flows.error} retry={() => void flows.refetch()} />
        : !flows.data ? <Skeleton className="h-96" />
        : flows.data.length === 0 ? <Empty title="There is no flow yet" action={<Link {...paths.newFlow()} className={buttonClass({ look: 'primary', size: 'lg' })}>New flow</Link>}>A schedule starts runs of a flow. Write one first.</Empty>
        : <ScheduleForm flows={flows.data.map((item) => item.name)} chosen={flow} />}
      </div>
    </Page>
  )
}

function ScheduleForm({ flows, chosen }: { flows: string[]; chosen: string | undefined }) {
  const [draft, setDraft] = useState<Draft>(() => ({
    flow: chosen !== undefined && flows.includes(chosen) ? chosen : flows.length === 1 ? (flows[0] ?? '') : '',
    name: '', kind: 'cron', cron: '0 9 * * MON-FRI', every: '1h', offset: '', at: '', zone: ownZone(), overlap: 'skip', catch_up: '24h', jitter: '', max_runs: '',
  }))
  const [errors, setErrors] = useState<Partial<Record<DraftField, string>>>({})
  const [refusal, setRefusal] = useState<Refusal>()
  const form = useRef<HTMLFormElement>(null)
  const input = useRef<SchemaForm>(null)
  const navigate = useNavigate()
  const preview = usePreview(draft)
  const wrong = { ...preview.wrong, ...errors }

  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([field]) => !(field in change))))
    setRefusal(undefined)
  }
  const make = useAction({
    run: () => createSchedule({ flow: draft.flow, name: draft.name.trim(), definition: definitionOf(draft) ?? { when: [] }, input: input.current?.value() }),
    done: ({ name }) => `${name} made`,
    touches: [['schedules', 'list']],
    errors: 'inline',
    onDone: ({ id }) => navigate(paths.schedule(id)),
  })
  const show = (found: Partial<Record<DraftField, string>>) => {
    setErrors(found)
    const first = [...(form.current?.querySelectorAll<HTMLElement>('[data-draft]') ?? [])].find((part) => found[part.dataset.draft as DraftField])
    // What folds must not hide what is wrong.
    const folded = first?.closest('details')
    if (folded) folded.open = true
    first?.querySelector<HTMLElement>('input, select')?.focus()
    return first === undefined
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    if (!show(checkDraft(draft)) || input.current?.check() === false) return
    try {
      await make.mutateAsync()
    } catch (error) {
      const placed = placeDraftErrors(error instanceof ApiError ? error.errors : [], draft.kind)
      const byCode = placeRefusal(error, ['name', 'flow'], { SCHEDULE_TAKEN: 'name', UNKNOWN_FLOW: 'flow' }).at
      const clean = show({ ...byCode, ...placed.at })
      const left = input.current ? input.current.place(placed.rest) : placed.rest.map((item) => item.message)
      if (left.length > 0) setRefusal({ ...refusalOf(error), text: left.join(' ') })
      else if (clean && placed.rest.length === 0) setRefusal(refusalOf(error))
    }
  }
  const text = (field: DraftField, label: string, more: { help?: ReactNode; optional?: boolean; type?: string; list?: string; className?: string } = {}) => (
    <div data-draft={field}>
      <Field label={label} help={more.help} optional={more.optional} error={wrong[field]}>
        {(control: ControlIds) => <Input controlSize="lg" autoComplete="off" spellCheck={false} type={more.type} list={more.list} className={more.className} value={draft[field]} onChange={(event) => set({ [field]: event.target.value })} onBlur={() => leave(field)} {...control} />}
      </Field>
    </div>
  )
  const leave = (field: DraftField) => {
    if (draft[field] !== '') setErrors((now) => ({ ...now, [field]: checkDraft(draft)[field] ?? now[field] }))
  }
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="grid gap-7">
      <div data-draft="flow">
        <Field label="Flow" error={wrong.flow}>
          {(control) => (
            <Select controlSize="lg" value={draft.flow} onChange={(event) => set({ flow: event.target.value })} {...control}>
              <option value="">Choose…</option>
              {flows.map((flow) => <option key={flow}>{flow}</option>)}
            </Select>
          )}
        </Field>
      </div>
      {text('name', 'Name', { help: 'Small letters, digits and “-”, such as every-morning.' })}
      <Field label="When">
        {(control) => (
          <Select controlSize="lg" value={draft.kind} onChange={(event) => set({ kind: event.target.value as Draft['kind'] })} {...control}>
            {Object.entries(KINDS).map(([kind, words]) => <option key={kind} value={kind}>{words}</option>)}
          </Select>
        )}
      </Field>
      {draft.kind === 'cron' && text('cron', 'Rule', { help: <>Minute, hour, day, month, weekday; six fields begin with the second.<span className="block min-h-5">{cronWords(draft.cron) ? `This one: ${cronWords(draft.cron) ?? ''}.` : ''}</span></>, className: 'font-mono' })}
      {draft.kind === 'every' && (
        <div className="grid gap-7 sm:grid-cols-2 sm:gap-4">
          {text('every', 'Every', { help: 'Such as 15m or 1h30m.' })}
          {text('offset', 'Past', { help: 'How long after each.', optional: true })}
        </div>
      )}
      {draft.kind === 'at' && text('at', 'At', { help: `On the clocks of ${ownZone()}.`, type: 'datetime-local' })}
      {text('zone', 'Time zone', { help: 'In which a cron rule is read. Summer time is kept.', list: 'zones' })}
      <datalist id="zones">{Intl.supportedValuesOf('timeZone').map((zone) => <option key={zone} value={zone} />)}</datalist>
      <Preview preview={preview} zone={draft.zone} />
      <Overlap value={draft.overlap} onChange={(overlap) => set({ overlap })} />
      <details className="group">
        <summary className="flex h-8 items-center gap-1 text-sm font-medium max-md:h-10 [&::-webkit-details-marker]:hidden"><ChevronRight aria-hidden className="size-4 text-ink-3 transition-transform group-open:rotate-90" />More</summary>
        <div className="mt-4 grid gap-7">
          {text('catch_up', 'Makes up for', { help: 'How late a run may still start when nobody looked in time, such as 24h.' })}
          {text('jitter', 'Put off by up to', { help: 'So that not everything starts at once, such as 5m.', optional: true })}
          {text('max_runs', 'Most runs', { help: 'After so many it fires no more.', optional: true, className: 'num max-w-40' })}
        </div>
      </details>
      {draft.flow !== '' && <InputPart key={draft.flow} flow={draft.flow} ref={input} />}
      <FormError refusal={refusal} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" size="lg" pending={make.isPending}>Make schedule</Button>
        <Link {...paths.schedules()} className={buttonClass({ size: 'lg' })}>Not now</Link>
      </div>
    </form>
  )
}

/** The input of each run, as the newest version of the flow wants it. */
function InputPart({ flow, ref }: { flow: string; ref: Ref<SchemaForm> }) {
  const detail = useQuery(flowQuery(flow))
  const number = detail.data?.latest_version
  const version = useQuery({ ...flowVersionQuery(flow, number ?? 0), enabled: number !== undefined })
  const failed = [detail, version].find((query) => query.error && !query.data)
  if (failed) return <ErrorState title="What its runs need could not be loaded" error={failed.error} retry={() => void failed.refetch()} />
  if (!version.data) return <Skeleton className="h-20" />
  return <InputFields key={version.data.plan_hash} plan={version.data.plan} ref={ref} />
}

function InputFields({ plan, ref }: { plan: string; ref: Ref<SchemaForm> }) {
  const schema = useMemo(() => planInput(plan), [plan])
  const form = useSchemaForm(schema)
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

interface PreviewState {
  next: string[] | undefined
  wrong: Partial<Record<DraftField, string>>
  /** What is wrong and belongs to no field. */
  rest: string | undefined
}

/** What a rule means, asked for when somebody has paused. */
function usePreview(draft: Draft): PreviewState {
  const text = JSON.stringify(definitionOf(draft) ?? null)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    if (text === settled) return
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, settled])
  const definition = JSON.parse(settled) as ReturnType<typeof definitionOf> | null
  const preview = useQuery({ ...schedulePreviewQuery(definition ?? { when: [] }), enabled: definition !== null })
  // What was wrong is mended while somebody writes on.
  const error = text === settled ? preview.error : null
  const placed = placeDraftErrors(error instanceof ApiError ? error.errors : [], draft.kind)
  const rest = error === null ? undefined : placed.rest.length > 0 ? placed.rest.map((item) => item.message).join(' ') : Object.keys(placed.at).length === 0 ? refusalOf(error).text : undefined
  return { next: definition === null || preview.error ? undefined : preview.data?.next, wrong: placed.at, rest }
}

/** As high as ten moments, so that what stands below keeps its place. */
function Preview({ preview: { next, rest }, zone }: { preview: PreviewState; zone: string }) {
  return (
    <section aria-label="Next moments" className="rounded-lg border border-line p-4">
      <h2 className="text-sm font-medium">The next moments</h2>
      <div aria-live="polite" className="mt-2 min-h-65 text-sm">
        {next === undefined ? <p className="text-ink-3">{rest ?? 'They stand here as soon as the rule can be read.'}</p>
        : next.length === 0 ? <p className="text-warn">It would never fire.</p>
        : <ol className="grid gap-1.5">{next.map((at) => <li key={at} className="min-h-5"><Moment at={at} zone={zone} /></li>)}</ol>}
      </div>
    </section>
  )
}
