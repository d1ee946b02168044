import clsx from 'clsx'
import { FileText, Upload, X } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { bytes, times, words } from '@/ui/format'
import type { FormField } from './fields'

/** With more options than this, a list to open is calmer than a row of choices. */
const SHOWN_AT_ONCE = 5

interface IntakeFieldProps {
  field: FormField
  value: string | boolean | undefined
  files: File[]
  error?: string
  onChange: (value: string | boolean) => void
  onFiles: (files: File[]) => void
  onLeave: () => void
}

export function IntakeField({ field, value, files, error, onChange, onFiles, onLeave }: IntakeFieldProps) {
  const text = typeof value === 'string' ? value : ''
  const shared = { label: field.label, help: field.help ?? undefined, error, required: field.required, optional: !field.required }
  switch (field.kind) {
    case 'text':
      return (
        <div data-field={field.name}>
          <Field {...shared}>
            {(control) => field.long
              ? <Textarea rows={4} value={text} onChange={(event) => onChange(event.target.value)} onBlur={onLeave} {...control} />
              : <Input controlSize="lg" value={text} onChange={(event) => onChange(event.target.value)} onBlur={onLeave} autoComplete="off" {...control} />}
          </Field>
        </div>
      )
    case 'number':
      return (
        <div data-field={field.name}>
          <Field {...shared}>
            {(control) => <Input controlSize="lg" inputMode={field.fraction ? 'decimal' : 'numeric'} className="max-w-40 num" value={text} onChange={(event) => onChange(event.target.value)} onBlur={onLeave} {...control} />}
          </Field>
        </div>
      )
    case 'lines':
      return (
        <div data-field={field.name}>
          <Field {...shared} help={[field.help, 'One on each line.'].filter(Boolean).join(' ')}>
            {(control) => <Textarea rows={3} value={text} onChange={(event) => onChange(event.target.value)} onBlur={onLeave} {...control} />}
          </Field>
        </div>
      )
    case 'choice':
      return (
        <div data-field={field.name}>
          {field.options.length <= SHOWN_AT_ONCE
            ? <Choices field={field} value={text} error={error} onChange={onChange} />
            : (
              <Field {...shared}>
                {(control) => (
                  <Select controlSize="lg" value={text} onChange={(event) => onChange(event.target.value)} {...control}>
                    <option value="">Choose…</option>
                    {field.options.map((option) => <option key={option} value={option}>{times(words(option))}</option>)}
                  </Select>
                )}
              </Field>
            )}
        </div>
      )
    case 'toggle':
      return (
        <label data-field={field.name} className="flex items-start gap-3 text-base max-md:min-h-10 max-md:py-2">
          <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} className="mt-1 size-4 accent-ink" />
          <span>{field.label}{field.help && <span className="block text-sm text-ink-3">{field.help}</span>}</span>
        </label>
      )
    case 'files':
      return <div data-field={field.name}><FileDrop field={field} files={files} error={error} onFiles={onFiles} /></div>
  }
}

function Choices({ field, value, error, onChange }: { field: FormField & { kind: 'choice' }; value: string; error?: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <fieldset aria-describedby={clsx(field.help && `${id}-help`, error && `${id}-error`) || undefined} className="grid gap-1.5">
      <legend className={clsx('text-sm font-medium', field.help ? 'mb-0.5' : 'mb-1.5')}>{field.label}{!field.required && <span className="ml-1.5 font-normal text-ink-3">optional</span>}</legend>
      {field.help && <p id={`${id}-help`} className="text-sm text-ink-3">{field.help}</p>}
      <div className="flex flex-wrap gap-2">
        {field.options.map((option) => (
          <label
            key={option}
            className="inline-flex h-10 items-center rounded-md border border-line-strong bg-surface px-3.5 text-base has-checked:border-ink has-checked:bg-idle-bg has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
          >
            <input type="radio" name={`${id}-${field.name}`} value={option} checked={value === option} onChange={() => onChange(option)} className="sr-only" />
            {times(words(option))}
          </label>
        ))}
      </div>
      {error && <p id={`${id}-error`} className="text-sm text-bad">{error}</p>}
    </fieldset>
  )
}

function FileDrop({ field, files, error, onFiles }: { field: FormField; files: File[]; error?: string; onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false)
  const add = (added: FileList | null) => {
    const fresh = [...(added ?? [])].filter((file) => !files.some((known) => known.name === file.name && known.size === file.size))
    if (fresh.length > 0) onFiles([...files, ...fresh])
  }
  return (
    <Field label={field.label} help={field.help ?? undefined} error={error} required={field.required} optional={!field.required}>
      {(control) => (
        <div className="grid gap-2">
          <div
            onDragOver={(event) => { event.preventDefault(); setOver(true) }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => { event.preventDefault(); setOver(false); add(event.dataTransfer.files) }}
            className={clsx(
              'relative grid justify-items-center gap-1 rounded-md border border-dashed px-4 py-6 text-center has-focus-visible:outline-2 has-focus-visible:outline-focus',
              over ? 'border-ink bg-hover' : error ? 'border-bad' : 'border-line-strong',
            )}
          >
            <Upload aria-hidden className="size-5 text-ink-3" />
            <p className="text-base"><span className="font-medium">Choose documents</span> or drop them here</p>
            <p className="text-sm text-ink-3">Markdown, text, HTML or PDF</p>
            <input
              type="file"
              multiple
              accept=".md,.markdown,.txt,.html,.htm,.pdf,text/*,application/pdf"
              onChange={(event) => { add(event.target.files); event.target.value = '' }}
              className="absolute inset-0 cursor-pointer opacity-0"
              {...control}
            />
          </div>
          {files.length > 0 && (
            <ul className="grid gap-1">
              {files.map((file) => (
                <li key={`${file.name} ${file.size}`} className="flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-3 text-sm">
                  <FileText aria-hidden className="size-4 shrink-0 text-ink-3" />
                  <span className="min-w-0 flex-1 truncate">{file.name}</span>
                  <span className="num text-ink-3">{bytes(file.size)}</span>
                  <Button look="ghost" size="icon" aria-label={`Remove ${file.name}`} onClick={() => onFiles(files.filter((other) => other !== file))}><X /></Button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Field>
  )
}
