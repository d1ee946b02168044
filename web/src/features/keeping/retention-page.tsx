import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { ApiError } from '@/api/http'
import { setRetention, setRetentionLimits } from '@/api/mutations'
import { flowsQuery, retentionQuery } from '@/api/queries'
import type { Retention, RetentionLimits } from '@/api/types'
import { paths } from '@/app/paths'
import { FormSkeleton } from '@/app/waiting'
import { isAdmin, useMe } from '@/auth/me'
import { Button } from '@/ui/button'
import { Checkbox, Field, FormError, Input, Select } from '@/ui/field'
import { Page } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { ErrorState } from '@/ui/states'
import { useAction } from '@/ui/use-action'
import { MOST_DAYS, boundWords, checkRetention, isDays, keepWords, placeRetention, retentionDraft, retentionOf, ruleDraft, ruleOf } from './retention'
import type { FlowRuleDraft, RetentionErrors, RuleDraft } from './retention'

/** For how long runs of flows are kept after their end, and what becomes of them then. */
export function RetentionPage() {
  const { data, error, refetch } = useQuery(retentionQuery())
  const me = useMe()
  return (
    <Page
      mood="calm"
      width="narrow"
      title="How long runs are kept"
      eyebrow={<Link {...paths.archive()} className="tap hover:text-ink">Archive</Link>}
      lead="Runs of flows that have ended stay for ever, unless you say otherwise."
    >
      <div data-block="body">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <FormSkeleton />
        : (
          <div className="grid gap-12">
            <OwnForm retention={data} />
            {me && isAdmin(me) && <LimitsForm limits={data.limits} />}
          </div>
        )}
      </div>
    </Page>
  )
}

/** What is said takes the place of what was said before; what the server made of it is what stands here then. */
function useKept() {
  const client = useQueryClient()
  return (change: (before: Retention) => Retention) => client.setQueryData(retentionQuery().queryKey, (before) => before && change(before))
}

function OwnForm({ retention }: { retention: Retention }) {
  const [draft, setDraft] = useState(() => retentionDraft(retention))
  const [errors, setErrors] = useState<RetentionErrors>({})
  const [refusal, setRefusal] = useState<Refusal>()
  const flows = useQuery(flowsQuery()).data ?? []
  const kept = useKept()
  const keep = useAction({ run: () => setRetention(retentionOf(draft)), done: 'Kept', errors: 'inline', onDone: (said) => kept(() => said) })
  const change = (next: Partial<typeof draft>) => {
    setDraft((now) => ({ ...now, ...next }))
    setErrors({})
    setRefusal(undefined)
  }
  const setFlow = (index: number, next: Partial<FlowRuleDraft>) => change({ flows: draft.flows.map((rule, at) => (at === index ? { ...rule, ...next } : rule)) })
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const found = checkRetention(draft)
    setErrors(found)
    setRefusal(undefined)
    const form = event.currentTarget
    const focus = () => requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus())
    if (Object.keys(found).length > 0) return focus()
    try {
      await keep.mutateAsync()
    } catch (error) {
      const placed = placeRetention(error instanceof ApiError ? error.errors : [], draft)
      setErrors(placed.at)
      if (Object.keys(placed.at).length === 0 || placed.rest.length > 0) setRefusal({ ...refusalOf(error), ...(placed.rest.length > 0 ? { text: placed.rest.join(' ') } : {}) })
      else focus()
    }
  }
  const bound = boundWords(retention.limits)
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-7">
      <div className="grid gap-1.5">
        <RuleFields label="Your runs" draft={draft.all} byDefault={keepWords(retention.limits.default)} error={errors.all} onChange={(next) => change({ all: { ...draft.all, ...next } })} />
        {bound && <p className="text-sm text-warn">{bound}</p>}
      </div>
      {draft.flows.map((rule, index) => (
        <fieldset key={index} className="grid gap-4 rounded-lg border border-line p-4">
          <legend className="sr-only">Flow {rule.flow || index + 1}</legend>
          <Field label="Flow" error={errors[`flows.${index}.flow`]}>
            {(control) => <Input controlSize="lg" autoComplete="off" spellCheck={false} list="retention-flows" value={rule.flow} onChange={(event) => setFlow(index, { flow: event.target.value })} {...control} />}
          </Field>
          <RuleFields label="Its runs" draft={rule} byDefault="As all others" error={errors[`flows.${index}`]} onChange={(next) => setFlow(index, next)} />
          <div><Button look="ghost" onClick={() => change({ flows: draft.flows.filter((_, at) => at !== index) })}><Trash2 /> Leave out {rule.flow || 'this flow'}</Button></div>
        </fieldset>
      ))}
      <datalist id="retention-flows">{flows.map((flow) => <option key={flow.id} value={flow.name} />)}</datalist>
      <div className="-mt-3"><Button look="ghost" onClick={() => change({ flows: [...draft.flows, { flow: '', keep: 'days', days: '30', archive: true }] })}><Plus /> A flow with its own time</Button></div>
      <FormError refusal={refusal} />
      <div><Button type="submit" look="primary" size="lg" pending={keep.isPending}>Keep</Button></div>
    </form>
  )
}

interface RuleFieldsProps {
  label: string
  draft: RuleDraft
  /** What the choice of the default means; none where there is none. */
  byDefault?: string
  error: string | undefined
  onChange: (change: Partial<RuleDraft>) => void
}

function RuleFields({ label, draft, byDefault, error, onChange }: RuleFieldsProps) {
  return (
    <div className="grid gap-4">
      <Field label={label}>
        {(control) => (
          <Select controlSize="lg" value={draft.keep} onChange={(event) => onChange({ keep: event.target.value as RuleDraft['keep'] })} {...control}>
            {byDefault !== undefined && <option value="default">{byDefault} (the default)</option>}
            <option value="ever">Are kept for ever</option>
            <option value="days">Are kept for some days after their end</option>
          </Select>
        )}
      </Field>
      {draft.keep === 'days' && (
        <>
          <Field label="Days" error={error}>
            {(control) => <Input controlSize="lg" inputMode="numeric" autoComplete="off" className="num max-w-40" value={draft.days} onChange={(event) => onChange({ days: event.target.value })} {...control} />}
          </Field>
          <Checkbox label="Then they go into the archive" help={draft.archive ? 'They can be brought back from there.' : 'They are deleted for good: nobody can bring them back.'} checked={draft.archive} onChange={(event) => onChange({ archive: event.target.checked })} />
        </>
      )}
    </div>
  )
}

function LimitsForm({ limits }: { limits: RetentionLimits }) {
  const [byDefault, setDefault] = useState(() => ruleDraft(limits.default))
  const [most, setMost] = useState(limits.most_days == null ? '' : String(limits.most_days))
  const [wrong, setWrong] = useState<{ days?: string; most?: string }>({})
  const kept = useKept()
  const keep = useAction({
    run: () => setRetentionLimits({ default: ruleOf(byDefault) ?? limits.default, most_days: most.trim() === '' ? null : Number(most) }),
    done: 'Kept for everybody',
    errors: 'inline',
    onDone: (said) => kept((before) => ({ ...before, limits: said })),
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const message = `Write whole days, at most ${MOST_DAYS.toLocaleString('en-US')}.`
    const found = { ...(byDefault.keep === 'days' && !isDays(byDefault.days) ? { days: message } : {}), ...(most.trim() !== '' && !isDays(most) ? { most: message } : {}) }
    setWrong(found)
    if (Object.keys(found).length === 0) keep.mutate()
  }
  return (
    <section>
      <h2 className="mb-1.5 text-lg">For everybody</h2>
      <p className="mb-5 max-w-[45ch] text-sm text-ink-2">What holds for accounts that say nothing, and the longest that any account keeps runs.</p>
      <form noValidate onSubmit={submit} className="grid gap-7">
        <RuleFields label="Runs of accounts that say nothing" draft={byDefault} error={wrong.days} onChange={(next) => { setDefault((now) => ({ ...now, ...next })); setWrong({}) }} />
        <Field label="Most days" optional help="Empty for no bound." error={wrong.most}>
          {(control) => <Input controlSize="lg" inputMode="numeric" autoComplete="off" className="num max-w-40" value={most} onChange={(event) => { setMost(event.target.value); setWrong({}) }} {...control} />}
        </Field>
        <FormError refusal={keep.error ? refusalOf(keep.error) : undefined} />
        <div><Button type="submit" size="lg" pending={keep.isPending}>Keep for everybody</Button></div>
      </form>
    </section>
  )
}
