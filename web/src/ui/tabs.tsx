import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab<T extends string> {
  id: T
  label: ReactNode
  content: () => ReactNode
}

interface TabsProps<T extends string> {
  label: string
  tabs: Tab<T>[]
  value: T
  onChange: (tab: T) => void
}

/** Tabs whose choice the page keeps (in its address); only the chosen one is rendered. */
export function Tabs<T extends string>({ label, tabs, value, onChange }: TabsProps<T>) {
  const current = tabs.find((tab) => tab.id === value)
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={label} className="flex shrink-0 gap-4 overflow-x-auto border-b border-line px-4">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px h-9 min-w-10 shrink-0 border-b-2 max-md:h-10 border-transparent text-sm whitespace-nowrap text-ink-2 hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {current && <Radix.Content key={current.id} value={current.id} className="min-h-0 flex-1 focus-visible:-outline-offset-2">{current.content()}</Radix.Content>}
    </Radix.Root>
  )
}
