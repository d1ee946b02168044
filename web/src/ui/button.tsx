import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'

type Look = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md' | 'lg' | 'icon'

const LOOKS: Record<Look, string> = {
  primary: 'bg-action text-on-action hover:bg-action-hover',
  secondary: 'bg-surface text-ink border border-line-strong hover:bg-hover',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-bad-solid text-white hover:opacity-90',
}
const SIZES: Record<Size, string> = {
  sm: 'h-7 px-2.5 text-xs gap-1.5 max-md:h-10 [:is(table,[role=table])_&]:h-7',
  md: 'h-8 px-3 text-sm gap-1.5 max-md:h-10',
  lg: 'h-10 px-4 text-base gap-2',
  icon: 'size-8 text-sm max-md:size-10 [[role=table]_&]:size-8',
}

/** The look of a button, for links that are styled as one. */
export function buttonClass({ look = 'secondary', size = 'md', className }: { look?: Look; size?: Size; className?: string } = {}): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors duration-100 select-none',
    'active:translate-y-px disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    LOOKS[look], SIZES[size], className,
  )
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: Look
  size?: Size
  /** The action is under way: the button keeps its width, turns and takes no second click. */
  pending?: boolean
}

export function Button({ look, size, pending = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} disabled={disabled === true || pending} aria-busy={pending} className={buttonClass({ look, size, className: clsx('relative', className) })} {...rest}>
      <span className={clsx('inline-flex items-center gap-[inherit]', pending && 'invisible')}>{children}</span>
      {pending && (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-label="Working" className="animate-spin" />
        </span>
      )}
    </button>
  )
}
