import clsx from 'clsx'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

interface MenuProps {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
  /** Open as soon as it is there. */
  startOpen?: boolean
}

export function Menu({ trigger, children, align = 'end', startOpen = false }: MenuProps) {
  return (
    // Not modal: what lies below is not hidden from screen readers while its focus could still be reached.
    <Radix.Root modal={false} defaultOpen={startOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} collisionPadding={8} className="z-50 min-w-48 animate-appear rounded-lg bg-raised p-1 shadow-float">
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({ danger = false, className, ...rest }: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={clsx(
        'flex h-8 max-md:h-10 cursor-pointer items-center gap-2 rounded-md px-2 text-sm select-none focus-visible:-outline-offset-2 not-focus-visible:outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:text-ink-3',
        danger && 'text-bad [&_svg]:text-bad', className,
      )}
      {...rest}
    />
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1.5 text-xs text-ink-3">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />
}
