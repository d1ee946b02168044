import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { Menu as MenuIcon, Search, X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { isAdmin, useMe } from '@/auth/me'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/states'
import { AccountButton } from './account-button'
import { InShell } from './in-shell'
import { Logo } from './logo'
import { placesFor } from './nav'
import { paths } from './paths'
import { useShortcuts } from './shortcuts'
import { StaleNote } from './stale-note'
import { WaitingCount } from './waiting-count'

const Palette = lazy(() => import('./palette'))
const loadAccountMenu = () => import('./account-menu')
const AccountMenu = lazy(loadAccountMenu)

/** The frame around every page of a signed-in person: of the page at the address, or of what is given. */
export function Shell({ children = <Outlet /> }: { children?: ReactNode }) {
  const [palette, setPalette] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const router = useRouter()
  useShortcuts(() => setPalette((open) => !open))
  useEffect(() => router.subscribe('onResolved', () => setDrawer(false)), [router])
  return (
    <InShell value>
      <div className="flex min-h-dvh flex-col md:flex-row">
        <a href="#content" className="sr-only z-50 rounded-md bg-action px-3 py-2 text-on-action focus:not-sr-only focus:fixed focus:top-2 focus:left-2">Skip to content</a>
        <aside className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r border-line px-2 py-3 md:flex">
          <SideBar onPalette={() => setPalette(true)} />
        </aside>
        <div className="sticky top-0 z-30 flex h-12 items-center justify-between border-b border-line bg-bg px-2 md:hidden">
          <Radix.Root open={drawer} onOpenChange={setDrawer}>
            <Radix.Trigger asChild><Button look="ghost" size="icon" aria-label="Open navigation" className="size-10"><MenuIcon /></Button></Radix.Trigger>
            <Radix.Portal>
              <Radix.Overlay data-scrim className="fixed inset-0 z-40 bg-scrim" />
              <Radix.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 flex w-64 flex-col bg-bg px-2 py-3 shadow-float">
                <Radix.Title className="sr-only">Navigation</Radix.Title>
                <div className="absolute top-1.5 right-2"><Radix.Close asChild><Button look="ghost" size="icon" aria-label="Close navigation"><X /></Button></Radix.Close></div>
                <SideBar onPalette={() => { setDrawer(false); setPalette(true) }} />
              </Radix.Content>
            </Radix.Portal>
          </Radix.Root>
          <Link {...paths.home()} aria-label="Gatewright, home" className="flex h-10 items-center"><Logo /></Link>
          <Button look="ghost" size="icon" aria-label="Search and commands" className="size-10" onClick={() => setPalette(true)}><Search /></Button>
        </div>
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
        <StaleNote />
        {palette && (
          <Suspense>
            <Palette onClose={() => setPalette(false)} />
          </Suspense>
        )}
      </div>
    </InShell>
  )
}

function SideBar({ onPalette }: { onPalette: () => void }) {
  const me = useMe()
  return (
    <>
      <Link {...paths.home()} aria-label="Gatewright, home" className="mx-2 mb-3 flex w-fit max-md:-mt-1 max-md:mb-1 max-md:h-10 max-md:items-center"><Logo /></Link>
      <button
        type="button"
        onClick={onPalette}
        className="mb-3 flex h-8 items-center gap-2 rounded-md border border-line-strong px-2 text-ink-3 hover:bg-hover hover:text-ink max-md:h-10"
      >
        <Search aria-hidden className="size-4" /> Search <kbd className="ml-auto font-sans text-2xs">Ctrl K</kbd>
      </button>
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto">
        {me ? placesFor(isAdmin(me)).map((group) => (
          <div key={group.title}>
            {isAdmin(me) && <p className="px-2 pb-1 text-2xs text-ink-3">{group.title}</p>}
            <ul className="grid gap-px">
              {group.places.map((place) => (
                <li key={place.name}>
                  <Link
                    {...place.link}
                    activeOptions={{ exact: place.exact === true, includeSearch: false }}
                    className="flex h-8 items-center gap-2.5 rounded-md px-2 text-ink-2 max-md:h-10 hover:bg-hover hover:text-ink aria-[current=page]:bg-idle-bg aria-[current=page]:font-medium aria-[current=page]:text-ink focus-visible:-outline-offset-2"
                  >
                    <place.icon aria-hidden className="size-4 shrink-0" />
                    <span className="truncate">{place.name}</span>
                    {place.counted && <WaitingCount />}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )) : (
          <div className="grid gap-px">{[0, 1, 2, 3].map((row) => <div key={row} className="flex h-8 items-center px-2"><Skeleton className="h-3 w-24" /></div>)}</div>
        )}
      </nav>
      <Account />
    </>
  )
}

/** The menu behind it is fetched when somebody reaches for it. */
function Account() {
  const [wanted, setWanted] = useState(false)
  const near = () => void loadAccountMenu()
  const closed = <AccountButton onPointerEnter={near} onFocus={near} onClick={() => setWanted(true)} aria-haspopup="menu" aria-expanded={false} />
  return wanted ? <Suspense fallback={closed}><AccountMenu /></Suspense> : closed
}
