import clsx from 'clsx'
import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'

const CONTROL =
  'w-full rounded-md border bg-surface text-ink placeholder:text-ink-3 disabled:opacity-60 ' +
  'border-line-strong aria-invalid:border-bad focus-visible:outline-offset-0'
const SIZES = { md: 'h-8 px-2.5 text-sm', lg: 'h-10 px-3 text-base' }

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

/** Label above, help and error below; the control gets the ids that tie them together. */
export function Field({ label, help, error, required, optional, className, children }: FieldProps) {
  const id = useId()
  const described = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={clsx('grid gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-3">optional</span>}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(required ? { 'aria-required': true as const } : {}),
      })}
      {help && <p id={`${id}-help`} className="text-sm text-ink-3">{help}</p>}
      {error && <p id={`${id}-error`} className="text-sm text-bad">{error}</p>}
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
    <div className={clsx('flex items-start gap-2.5', className)}>
      <input id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-ink" aria-describedby={help ? `${id}-help` : undefined} {...rest} />
      <div>
        <label htmlFor={id} className="text-sm">{label}</label>
        {help && <p id={`${id}-help`} className="text-sm text-ink-3">{help}</p>}
      </div>
    </div>
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
      className={clsx('relative h-5 w-9 rounded-full border transition-colors disabled:opacity-50', checked ? 'border-action bg-action' : 'border-line-strong bg-sunken')}
    >
      <span className={clsx('absolute top-0.5 size-3.5 rounded-full transition-[left]', checked ? 'left-4.5 bg-on-action' : 'left-0.5 bg-line-strong')} />
    </button>
  )
}

/** Errors that belong to no field, above the button. */
export function FormError({ children }: { children: ReactNode }) {
  if (!children) return null
  return <p role="alert" className="rounded-md bg-bad-bg px-3 py-2 text-sm text-bad">{children}</p>
}
