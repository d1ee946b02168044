import clsx from 'clsx'
import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import { ErrorCode } from './error-code'
import type { Refusal } from './refusal'

const CONTROL =
  'w-full rounded-md border bg-surface text-ink placeholder:text-ink-3 disabled:opacity-60 ' +
  'border-line-strong aria-invalid:border-bad focus-visible:outline-offset-0'
const SIZES = { md: 'h-8 px-2.5 text-sm max-md:h-10', lg: 'h-10 px-3 text-base' }

export type ControlSize = keyof typeof SIZES

export interface ControlIds {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

interface FieldProps {
  label: ReactNode
  help?: ReactNode
  error?: string
  required?: boolean
  /** Say "optional" where most fields are required. */
  optional?: boolean
  className?: string
  children: (control: ControlIds) => ReactNode
}

/** Label, help, control, error, from top to bottom; the control gets the ids that tie them together. */
export function Field({ label, help, error, required, optional, className, children }: FieldProps) {
  const id = useId()
  const described = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={clsx('grid gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-3">optional</span>}
      </label>
      {help && <p id={`${id}-help`} className="-mt-1 text-sm text-ink-3">{help}</p>}
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(required ? { 'aria-required': true as const } : {}),
      })}
      {error && <p id={`${id}-error`} className="max-w-[50ch] text-sm text-bad">{error}</p>}
    </div>
  )
}

export function Input({ controlSize = 'md', className, ...rest }: ComponentProps<'input'> & { controlSize?: ControlSize }) {
  return <input className={clsx(CONTROL, SIZES[controlSize], className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={clsx(CONTROL, 'min-h-20 px-3 py-2 text-base', className)} {...rest} />
}

export function Select({ controlSize = 'md', className, children, ...rest }: ComponentProps<'select'> & { controlSize?: ControlSize }) {
  return (
    <select className={clsx(CONTROL, SIZES[controlSize], 'pr-8', className)} {...rest}>
      {children}
    </select>
  )
}

export function Checkbox({ label, help, className, ...rest }: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; help?: ReactNode }) {
  const id = useId()
  return (
    <label htmlFor={id} className={clsx('flex items-start gap-2.5 max-md:min-h-10 max-md:py-2.5', className)}>
      <input id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-ink" aria-labelledby={`${id}-label`} aria-describedby={help ? `${id}-help` : undefined} {...rest} />
      <span className="text-sm">
        <span id={`${id}-label`} className="block">{label}</span>
        {help && <span id={`${id}-help`} className="block text-ink-3">{help}</span>}
      </span>
    </label>
  )
}

/** On or off, at once: it shows what the server said last. */
export function Switch({ checked, label, onChange, disabled }: { checked: boolean; label: string; onChange: (on: boolean) => void; disabled?: boolean }) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className="inline-flex h-6 w-9 items-center justify-center align-middle disabled:opacity-50 max-md:size-10 [table_&]:h-6 [table_&]:w-9"
    >
      <span className={clsx('relative h-5 w-9 shrink-0 rounded-full border transition-colors', checked ? 'border-action bg-action' : 'border-line-strong bg-sunken')}>
        <span className={clsx('absolute top-0.5 size-3.5 rounded-full transition-[left]', checked ? 'left-4.5 bg-on-action' : 'left-0.5 bg-line-strong')} />
      </span>
    </button>
  )
}

/** What was refused and belongs to no field, above the button. */
export function FormError({ refusal }: { refusal: Refusal | undefined }) {
  if (!refusal) return null
  return (
    <p role="alert" className="rounded-md bg-bad-bg px-3 py-2 text-sm text-bad">
      {refusal.text}{refusal.code && <> <ErrorCode code={refusal.code} tone="bad" /></>}
    </p>
  )
}
