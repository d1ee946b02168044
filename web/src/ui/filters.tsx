import clsx from 'clsx'
import { Search, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Skeleton } from './states'

/** A search field that reports what was typed after a pause. */
export function SearchBox({ value, onChange, label, className }: { value: string; onChange: (text: string) => void; label: string; className?: string }) {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  // The address changed by itself (Back, "clear filters"): follow it.
  if (value !== seen) {
    setSeen(value)
    if (value !== typed.trim()) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <div className={clsx('relative', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 max-md:h-10 text-sm focus-visible:outline-offset-0"
      />
    </div>
  )
}

/** A choice among a few values, with "any" first. */
export function FilterSelect({ label, any = 'any', value, options, onChange }: { label: string; any?: string; value: string | undefined; options: [string, string][]; onChange: (value: string | undefined) => void }) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
      className={clsx('h-8 max-w-full rounded-md border bg-surface pr-7 max-md:h-10 max-md:w-[calc(50%-0.25rem)] pl-2.5 text-sm focus-visible:outline-offset-0', value ? 'border-ink font-medium' : 'border-line-strong text-ink-2')}
    >
      <option value="">{label}: {any}</option>
      {options.map(([id, word]) => <option key={id} value={id}>{word}</option>)}
    </select>
  )
}

/** As high as the line to search and filter with. */
export function FiltersSkeleton({ choices, search, filtered, className }: { choices: number; search: boolean; filtered: boolean; className: string }) {
  return (
    <div data-block="filters" className={clsx('grid', className)}>
      <div className="flex flex-wrap gap-2">
        {search && <Skeleton className="h-8 w-full max-md:h-10 sm:w-64" />}
        {Array.from({ length: choices }, (_, choice) => <Skeleton key={choice} className="h-8 w-32 max-md:h-10 max-md:w-[calc(50%-0.25rem)]" />)}
      </div>
      {filtered && <Skeleton className="h-7 w-48 rounded-full max-md:h-10" />}
    </div>
  )
}

export function FilterChips({ chips, onClearAll }: { chips: { label: string; onClear: () => void }[]; onClearAll: () => void }) {
  if (chips.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {chips.map((chip) => (
        <button key={chip.label} type="button" onClick={chip.onClear} className="inline-flex h-7 items-center gap-1 rounded-full bg-idle-bg pr-2 pl-2.5 text-xs hover:bg-hover max-md:h-10 max-md:px-3.5">
          {chip.label}<X aria-label="Clear" className="size-3" />
        </button>
      ))}
      <button type="button" onClick={onClearAll} className="h-7 px-1.5 text-xs text-ink-2 underline max-md:h-10 underline-offset-2 hover:text-ink">Clear all</button>
    </div>
  )
}
