import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select } from '@/ui/field'
import type { DraftErrors, RuleDraft, RuleField, RuleKind } from './draft'
import { cronWords, ownZone } from './rule'

const KINDS: Record<RuleKind, string> = { cron: 'By the calendar: a cron rule', every: 'Every so often', at: 'Once' }

interface RuleFieldsProps {
  rule: RuleDraft
  /** Which of the rules. */
  index: number
  /** Several are told apart by their numbers, and can be taken away. */
  several: boolean
  errors: DraftErrors
  onChange: (change: Partial<RuleDraft>) => void
  onLeave: (field: RuleField) => void
  onRemove: () => void
}

/** One rule of a schedule. */
export function RuleFields({ rule, index, several, errors, onChange, onLeave, onRemove }: RuleFieldsProps) {
  const text = (field: Exclude<RuleField, 'kind'>, label: string, more: { help?: ReactNode; optional?: boolean; type?: string; className?: string } = {}) => (
    <div data-draft={`rules.${index}.${field}`}>
      <Field label={label} help={more.help} optional={more.optional} error={errors[`rules.${index}.${field}`]}>
        {(control) => <Input controlSize="lg" autoComplete="off" spellCheck={false} type={more.type} className={more.className} value={rule[field]} onChange={(event) => onChange({ [field]: event.target.value })} onBlur={(event) => !(event.relatedTarget instanceof HTMLButtonElement) && onLeave(field)} {...control} />}
      </Field>
    </div>
  )
  const words = cronWords(rule.cron)
  return (
    <div role={several ? 'group' : undefined} aria-label={several ? `Rule ${index + 1}` : undefined} className={several ? 'grid gap-5 rounded-lg border border-line p-4' : 'grid gap-7'}>
      <div data-draft={`rules.${index}.kind`}>
        <Field label={several ? `When: rule ${index + 1}` : 'When'} error={errors[`rules.${index}.kind`]}>
          {(control) => (
            <Select controlSize="lg" value={rule.kind} onChange={(event) => onChange({ kind: event.target.value as RuleKind })} {...control}>
              {Object.entries(KINDS).map(([kind, name]) => <option key={kind} value={kind}>{name}</option>)}
            </Select>
          )}
        </Field>
      </div>
      {rule.kind === 'cron' && text('cron', 'Rule', { help: <>Minute, hour, day, month, weekday; six fields begin with the second.<span className="block min-h-5">{words && `This one: ${words}.`}</span></>, className: 'font-mono' })}
      {rule.kind === 'every' && (
        <div className="grid gap-7 sm:grid-cols-2 sm:gap-4">
          {text('every', 'Every', { help: 'Such as 15m or 1h30m.' })}
          {text('offset', 'Past', { help: 'How long after each.', optional: true })}
        </div>
      )}
      {rule.kind === 'at' && text('at', 'At', { help: `On the clocks of ${ownZone()}.`, type: 'datetime-local' })}
      {several && <div><Button look="ghost" onClick={onRemove}><Trash2 /> Leave out rule {index + 1}</Button></div>}
    </div>
  )
}
