// What the side bar and the command palette offer, in one list.
import { Activity, Archive, Bot, Boxes, CalendarClock, Coins, Cpu, Files, Gauge, Hand, HeartPulse, House, Inbox, LayoutGrid, LayoutTemplate, ListTree, Settings, Users, Webhook, Workflow } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { paths } from './paths'

export interface Place {
  name: string
  icon: LucideIcon
  link: ReturnType<(typeof paths)['home'] | (typeof paths)['workflows'] | (typeof paths)['activity'] | (typeof paths)['files'] | (typeof paths)['webhooks']
    | (typeof paths)['flows'] | (typeof paths)['waiting'] | (typeof paths)['schedules'] | (typeof paths)['workers'] | (typeof paths)['deadLetters'] | (typeof paths)['archive'] | (typeof paths)['overview'] | (typeof paths)['runs'] | (typeof paths)['artifacts'] | (typeof paths)['templates'] | (typeof paths)['agents']
    | (typeof paths)['models'] | (typeof paths)['users'] | (typeof paths)['settings'] | (typeof paths)['health']>
  /** Pressed after `g`. */
  key: string
  /** Only active at exactly this address. */
  exact?: boolean
  /** How many wait there stands beside the name. */
  counted?: boolean
}

export interface PlaceGroup {
  title: string
  admin: boolean
  places: Place[]
}

export const NAV: PlaceGroup[] = [
  {
    title: 'Yours',
    admin: false,
    places: [
      { name: 'Home', icon: House, link: paths.home(), key: 'h', exact: true },
      { name: 'Workflows', icon: LayoutGrid, link: paths.workflows(), key: 'w' },
      { name: 'Activity', icon: Activity, link: paths.activity(), key: 'a' },
      { name: 'Files', icon: Files, link: paths.files(), key: 'f' },
      { name: 'Flows', icon: Workflow, link: paths.flows(), key: 'p' },
      { name: 'Schedules', icon: CalendarClock, link: paths.schedules(), key: 'c' },
      { name: 'Workers', icon: Cpu, link: paths.workers(), key: 'q' },
      { name: 'Waiting for me', icon: Hand, link: paths.waiting(), key: 'n', counted: true },
      { name: 'Dead letters', icon: Inbox, link: paths.deadLetters(), key: 'd' },
      { name: 'Archive', icon: Archive, link: paths.archive(), key: 'v' },
    ],
  },
  {
    title: 'Operate',
    admin: true,
    places: [
      { name: 'Overview', icon: Gauge, link: paths.overview(), key: 'o', exact: true },
      { name: 'Runs', icon: ListTree, link: paths.runs(), key: 'r' },
      { name: 'Artifacts', icon: Boxes, link: paths.artifacts(), key: 'i' },
    ],
  },
  {
    title: 'Author',
    admin: true,
    places: [
      { name: 'Templates', icon: LayoutTemplate, link: paths.templates(), key: 't' },
      { name: 'Agents', icon: Bot, link: paths.agents(), key: 'e' },
    ],
  },
  {
    title: 'Manage',
    admin: true,
    places: [
      { name: 'Models and prices', icon: Coins, link: paths.models(), key: 'm' },
      { name: 'Users', icon: Users, link: paths.users(), key: 'u' },
      { name: 'Webhooks', icon: Webhook, link: paths.webhooks(), key: 'k' },
      { name: 'Settings', icon: Settings, link: paths.settings(), key: 's' },
      { name: 'Health', icon: HeartPulse, link: paths.health(), key: 'l' },
    ],
  },
]

export const placesFor = (admin: boolean): PlaceGroup[] => NAV.filter((group) => admin || !group.admin)
