import clsx from 'clsx'
import { useNavigate } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Sun, UserRound, Webhook } from 'lucide-react'
import { useMe } from '@/auth/me'
import { signOut } from '@/auth/session'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu'
import { AccountButton } from './account-button'
import { paths } from './paths'
import { setTheme, useTheme } from './theme'

const THEMES = [['system', 'System', Monitor], ['light', 'Light', Sun], ['dark', 'Dark', Moon]] as const

export default function AccountMenu() {
  const me = useMe()
  const theme = useTheme()
  const navigate = useNavigate()
  return (
    <Menu align="start" startOpen trigger={<AccountButton />}>
      {me?.email && <MenuLabel>{me.email}</MenuLabel>}
      <MenuItem onSelect={() => void navigate(paths.account())}><UserRound /> Account</MenuItem>
      <MenuItem onSelect={() => void navigate(paths.webhooks())}><Webhook /> Webhooks</MenuItem>
      <MenuSeparator />
      <MenuLabel>Appearance</MenuLabel>
      {THEMES.map(([id, word, Icon]) => (
        <MenuItem key={id} onSelect={() => setTheme(id)} className={clsx(theme === id && 'font-medium')}>
          <Icon /> {word} {theme === id && <span className="ml-auto text-xs text-ink-3">chosen</span>}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}><LogOut /> Sign out</MenuItem>
    </Menu>
  )
}
