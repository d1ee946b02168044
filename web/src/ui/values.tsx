import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { UNKNOWN, usd } from './format'

export function Money({ usd: amount, incomplete = false, inWords = false }: { usd: number | null | undefined; incomplete?: boolean; inWords?: boolean }) {
  if (amount === null || amount === undefined) return <Unknown why="No price is known for this model, so the cost is not known." />
  if (!incomplete) return <span className="num">{usd(amount)}</span>
  return <Hint text="Some calls have no known price; the true cost is at least this."><span className="num relative">{inWords ? 'at least ' : <AtLeast />}{usd(amount)}</span></Hint>
}

/** Before a sum of which some part is unknown. */
export function AtLeast() {
  return <><span aria-hidden>≥ </span><span className="sr-only">at least </span></>
}

export function Unknown({ why }: { why: string }) {
  return <Hint text={why}><span className="relative text-ink-3">{UNKNOWN}<span className="sr-only"> {why}</span></span></Hint>
}

/** A short explanation, on hover and on focus. */
export function Hint({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={200}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild><span tabIndex={0} className="cursor-help">{children}</span></Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content sideOffset={4} collisionPadding={8} className="z-[70] max-w-64 animate-appear rounded-md bg-action px-2 py-1 text-xs text-on-action">
            {text}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}
