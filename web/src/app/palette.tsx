import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { CalendarClock, FileText, ListTree, LogOut, Moon, Play, Sun, Workflow } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { flowsQuery, runsQuery, templatesQuery } from '@/api/queries'
import { isAdmin, useMe } from '@/auth/me'
import { signOut } from '@/auth/session'
import { useReturnFocus } from '@/ui/return-focus'
import { StatusIcon, runStatus } from '@/ui/status'
import { placesFor } from './nav'
import { paths } from './paths'
import { setTheme, useIsDark } from './theme'

const RECENT = 12

export default function Palette({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const admin = me !== undefined && isAdmin(me)
  const navigate = useNavigate()
  const dark = useIsDark()
  const returnFocus = useReturnFocus()
  const [typed, setTyped] = useState('')
  const templates = useQuery(templatesQuery()).data ?? []
  const runs = useInfiniteQuery(runsQuery({ scope: admin ? 'all' : 'me', q: typed.trim() || undefined }, RECENT)).data?.pages[0]?.items ?? []

  const flows = useQuery(flowsQuery()).data ?? []

  const choose = (act: () => unknown) => () => {
    onClose()
    void act()
  }
  return (
    <Radix.Root open onOpenChange={(open) => { if (!open) onClose() }}>
      <Radix.Portal>
        <Radix.Overlay data-scrim className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content onCloseAutoFocus={returnFocus} aria-describedby={undefined} className="fixed top-[10dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-lg bg-raised shadow-float">
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command label="Search and commands" loop>
            <Command.Input
              autoFocus
              value={typed}
              onValueChange={setTyped}
              placeholder="Go to a page, a workflow or a run…"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base focus-visible:-outline-offset-2"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1">
              <Command.Empty className="px-4 py-8 text-center text-ink-2">Nothing matches. Try a page, a workflow, or the subject of a run.</Command.Empty>
              <Group heading="Start">
                {templates.map((template) => (
                  <Item key={template.slug} value={`start ${template.name} ${template.tags.join(' ')}`} onSelect={choose(() => navigate(paths.start(template.slug)))}>
                    <Play /> <span className="truncate">{template.name}</span>
                  </Item>
                ))}
              </Group>
              <Group heading="Recent">
                {runs.map((run) => (
                  <Item
                    key={run.id}
                    value={`run ${run.display_name} ${run.project_slug} ${run.id}`}
                    onSelect={choose(() => navigate(admin ? paths.run(run.id) : paths.activityRun(run.id)))}
                  >
                    <StatusIcon status={runStatus(run)} /> <span className="truncate">{run.display_name}</span>
                    <span className="ml-auto truncate text-xs text-ink-3">{run.template_name}</span>
                  </Item>
                ))}
              </Group>
              {flows.length > 0 && (
                <Group heading="Flows">
                  {flows.map((flow) => (
                    <Item key={flow.id} value={`flow ${flow.name}`} onSelect={choose(() => navigate(paths.flow(flow.name)))}><Workflow /> <span className="truncate">{flow.name}</span></Item>
                  ))}
                </Group>
              )}
              {placesFor(admin).map((group) => (
                <Group key={group.title} heading={admin ? `Go to: ${group.title}` : 'Go to'}>
                  {group.places.map((place) => (
                    <Item key={place.name} value={`go ${place.name}`} onSelect={choose(() => navigate(place.link))}>
                      <place.icon /> {place.name} <Keys>g {place.key}</Keys>
                    </Item>
                  ))}
                </Group>
              ))}
              <Group heading="Actions">
                {admin && <Item value="new template write" onSelect={choose(() => navigate(paths.newTemplate()))}><FileText /> Write a new template</Item>}
                <Item value="new flow write plan" onSelect={choose(() => navigate(paths.newFlow()))}><FileText /> Write a new flow</Item>
                <Item value="new schedule" onSelect={choose(() => navigate(paths.newSchedule()))}><CalendarClock /> Make a schedule</Item>
                <Item value="go flow runs" onSelect={choose(() => navigate(paths.flowRuns()))}><ListTree /> Runs of flows</Item>
                <Item value="theme appearance light dark" onSelect={choose(() => setTheme(dark ? 'light' : 'dark'))}>
                  {dark ? <Sun /> : <Moon />} Switch to {dark ? 'light' : 'dark'}
                </Item>
                <Item value="sign out" onSelect={choose(signOut)}><LogOut /> Sign out</Item>
              </Group>
            </Command.List>
            <p className="flex gap-4 border-t border-line px-4 py-2 text-2xs text-ink-3">
              <span>↑↓ move</span><span>Enter opens</span><span>Esc closes</span><span className="ml-auto">Ctrl K</span>
            </p>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return <Command.Group heading={heading} className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3">{children}</Command.Group>
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 max-md:h-10 cursor-pointer items-center gap-2.5 rounded-md px-3 outline-line-strong -outline-offset-1 data-[selected=true]:bg-hover data-[selected=true]:outline-1 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg:not([role])]:text-ink-3"
    >
      {children}
    </Command.Item>
  )
}

function Keys({ children }: { children: ReactNode }) {
  return <kbd className="ml-auto font-mono text-2xs text-ink-3">{children}</kbd>
}
