/** A gate with a tick in it, and the name. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 text-sm font-medium tracking-tight">
      <svg aria-hidden viewBox="0 0 32 32" className="size-5">
        <rect width="32" height="32" rx="7" fill="var(--action)" />
        <path d="M8 24V13a8 8 0 0 1 16 0v11M12 17.5l3 3 5.5-6" fill="none" stroke="var(--on-action)" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      Gatewright
    </span>
  )
}
