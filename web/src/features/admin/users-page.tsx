import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Ban, Copy, Ellipsis, Shield, ShieldOff, Trash2, Undo2, UserPlus } from 'lucide-react'
import clsx from 'clsx'
import { useCallback, useMemo, useRef, useState } from 'react'
import { createUser, deleteUser, updateUser } from '@/api/mutations'
import { userDeletionQuery, usersQuery } from '@/api/queries'
import type { CreatedUser, Role, User, UserDeletion } from '@/api/types'
import { paths } from '@/app/paths'
import { isAdmin, nameOf, useMe } from '@/auth/me'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Checkbox, Field, FormError, Input } from '@/ui/field'
import { FilterChips, SearchBox } from '@/ui/filters'
import { count, plural } from '@/ui/format'
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu'
import { Page, Panel } from '@/ui/page'
import { placeRefusal, refusalOf } from '@/ui/refusal'
import { RowTable } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, Skeleton, SkeletonTable } from '@/ui/states'
import { Tag } from '@/ui/status'
import { Time } from '@/ui/time'
import { toast } from '@/ui/toast'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'

export function UsersPage() {
  const { q } = useSearch({ from: '/app/admin/users' })
  const navigate = useNavigate()
  const users = useInfiniteQuery(usersQuery(q))
  const [adding, setAdding] = useState(false)
  const [invited, setInvited] = useState<CreatedUser>()
  const [deleting, setDeleting] = useState<User>()
  const onSearch = useCallback((text: string) => void navigate({ ...paths.users(), search: { q: text || undefined }, replace: true }), [navigate])
  const clear = () => void navigate(paths.users())
  const shown = useMemo(() => columns(setDeleting), [])
  const all = users.data?.pages.flatMap((page) => page.items)
  return (
    <Page mood="dense" title="Users" actions={<Button look="primary" onClick={() => setAdding(true)}><UserPlus /> Add a user</Button>}>
      <div data-block="filters" className="mb-3 grid gap-2">
        <SearchBox label="Search users" value={q ?? ''} onChange={onSearch} className="w-full sm:w-64" />
        <FilterChips chips={q ? [{ label: `Text: ${q}`, onClear: clear }] : []} onClearAll={clear} />
      </div>
      <Panel block="body">
        {users.isError && !all ? <ErrorState error={users.error} retry={() => void users.refetch()} />
        : !all ? <SkeletonTable rows={8} />
        : all.length === 0 ? <Empty title="No account matches" action={<Button onClick={clear}>Clear the search</Button>} />
        : <RowTable label="Users" grid={GRID} columns={shown} items={all} keyOf={(user) => user.id} more={users} />}
      </Panel>
      {adding && <AddDialog onClose={() => setAdding(false)} onInvited={setInvited} />}
      {invited?.invite_link && <InviteDialog user={invited} link={invited.invite_link} onClose={() => setInvited(undefined)} />}
      {deleting && <DeleteDialog user={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  )
}

const GRID = 'grid-cols-[minmax(0,1fr)_5.5rem_2.5rem] md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5.5rem_2.5rem] lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_4.5rem_6rem_7.5rem_2.5rem] xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_4.5rem_6rem_4.5rem_7.5rem_7.5rem_2.5rem]'
const MEDIUM = 'hidden md:block'
const LARGE = 'hidden lg:block'
const WIDEST = 'hidden xl:block'

const columns = (onDelete: (user: User) => void): Column<User>[] => [
  {
    name: 'Name',
    cell: (user) => (
      <span className="flex items-baseline gap-2">
        <span className="max-w-full shrink-0 truncate font-medium max-md:max-w-[65%]">{nameOf(user)}</span>
        <You user={user} />
        {nameOf(user) !== user.email && <span className="min-w-0 truncate text-xs text-ink-3 md:hidden">{user.email}</span>}
      </span>
    ),
  },
  { name: 'E-mail', shown: MEDIUM, cell: (user) => (user.email === null ? <Unknown why="This account has no address." /> : <span className="block truncate text-ink-2">{user.email}</span>) },
  { name: 'Role', cell: (user) => <>{user.status === 'suspended' && <span className="lg:hidden"><Tag tone="bad">suspended</Tag></span>}<span className={clsx(user.status === 'suspended' && 'max-lg:hidden')}>{isAdmin(user) ? <Tag>admin</Tag> : user.role}</span></> },
  { name: 'Status', shown: LARGE, cell: (user) => (user.status === 'suspended' ? <Tag tone="bad">suspended</Tag> : 'active') },
  { name: 'Runs', right: true, shown: WIDEST, cell: (user) => count(user.runs_total) },
  { name: 'Last seen', right: true, shown: LARGE, cell: (user) => (user.last_sign_in_at ? <Time at={user.last_sign_in_at} /> : <span className="text-ink-3">never</span>) },
  { name: 'Since', right: true, shown: WIDEST, cell: (user) => <Time at={user.created_at} /> },
  { name: <span className="sr-only">Actions</span>, right: true, cell: (user) => <UserMenu user={user} onDelete={() => onDelete(user)} /> },
]

function You({ user }: { user: User }) {
  const me = useMe()
  return user.id === me?.id && <span className="text-xs text-ink-3">you</span>
}

function UserMenu({ user, onDelete }: { user: User; onDelete: () => void }) {
  const change = useAction({ run: (changes: { role?: Role; status?: 'active' | 'suspended' }) => updateUser(user.id, changes), done: `${nameOf(user)} changed`, touches: [['users']] })
  return (
    <Menu trigger={<Button look="ghost" size="icon" pending={change.isPending} aria-label={`Actions for ${nameOf(user)}`}><Ellipsis /></Button>}>
      {isAdmin(user)
        ? <MenuItem onSelect={() => change.mutate({ role: 'user' })}><ShieldOff /> Make an ordinary user</MenuItem>
        : <MenuItem onSelect={() => change.mutate({ role: 'admin' })}><Shield /> Make an administrator</MenuItem>}
      {user.status === 'suspended'
        ? <MenuItem onSelect={() => change.mutate({ status: 'active' })}><Undo2 /> Let in again</MenuItem>
        : <MenuItem onSelect={() => change.mutate({ status: 'suspended' })}><Ban /> Suspend</MenuItem>}
      <MenuSeparator />
      <MenuItem danger onSelect={onDelete}><Trash2 /> Delete…</MenuItem>
    </Menu>
  )
}

function AddDialog({ onClose, onInvited }: { onClose: () => void; onInvited: (user: CreatedUser) => void }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [admin, setAdmin] = useState(false)
  const [missing, setMissing] = useState(false)
  const address = useRef<HTMLInputElement>(null)
  const add = useAction({
    run: () => createUser({ email: email.trim(), display_name: name.trim() || undefined, role: admin ? 'admin' : undefined }),
    done: (user) => `${nameOf(user)} added`,
    touches: [['users']],
    errors: 'inline',
    onDone: (user) => {
      onClose()
      onInvited(user)
    },
  })
  const placed = placeRefusal(add.error, ['email', 'display_name'], { EMAIL_TAKEN: 'email' })
  return (
    <Dialog open onClose={onClose} title="Add a user" description="They get a link that works once, and choose their own password.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (/^\S+@\S+$/.test(email.trim())) add.mutate()
          else {
            setMissing(true)
            address.current?.focus()
          }
        }}
        className="grid gap-4"
      >
        <Field label="E-mail" required error={missing ? 'Write an e-mail address.' : placed.at.email}>
          {(control) => <Input ref={address} type="email" autoFocus value={email} onChange={(event) => { setEmail(event.target.value); setMissing(false); add.reset() }} {...control} />}
        </Field>
        <Field label="Name" optional error={placed.at.display_name}>
          {(control) => <Input value={name} onChange={(event) => setName(event.target.value)} {...control} />}
        </Field>
        <Checkbox label="Administrator" help="Sees and decides everything, for everybody." checked={admin} onChange={(event) => setAdmin(event.target.checked)} />
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={add.isPending}>Add user</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function InviteDialog({ user, link, onClose }: { user: User; link: string; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={`Send this link to ${nameOf(user)}`} description="It works once. Whoever opens it first sets the password.">
      <code className="block rounded-md bg-sunken p-3 font-mono text-xs break-all">{link}</code>
      <DialogActions>
        <Button onClick={() => void navigator.clipboard.writeText(link).then(() => toast.done('Copied'), () => toast.failed({ text: 'The browser refused to copy. Select the text instead.' }))}><Copy /> Copy</Button>
        <Button look="primary" onClick={onClose}>Done</Button>
      </DialogActions>
    </Dialog>
  )
}

function DeleteDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { data, error, refetch } = useQuery(userDeletionQuery(user.id))
  const [runs, setRuns] = useState<'transfer' | 'delete'>('transfer')
  const remove = useAction({
    run: () => deleteUser(user.id, runs),
    done: (answer) => `${nameOf(user)} deleted${answer.runs_transferred > 0 ? `, ${plural(answer.runs_transferred, 'run')} now yours` : ''}${answer.runs_deleted > 0 ? `, ${plural(answer.runs_deleted, 'run')} deleted` : ''}`,
    touches: [['users'], ['runs'], ['artifacts']],
    errors: 'inline',
    onDone: onClose,
  })
  return (
    <Dialog open onClose={onClose} title={`Delete ${nameOf(user)}?`} description="The account is gone at once and cannot be brought back.">
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} /> : data ? <Consequences deletion={data} runs={runs} onRuns={setRuns} /> : <Skeleton className="h-24 w-full" />}
      <FormError refusal={remove.error ? refusalOf(remove.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Keep the account</Button>
        <Button look="danger" disabled={!data} pending={remove.isPending} onClick={() => remove.mutate()}>{runs === 'delete' && (data?.runs ?? 0) > 0 ? `Delete account and ${plural(data?.runs ?? 0, 'run')}` : 'Delete account'}</Button>
      </DialogActions>
    </Dialog>
  )
}

function Consequences({ deletion, runs, onRuns }: { deletion: UserDeletion; runs: 'transfer' | 'delete'; onRuns: (choice: 'transfer' | 'delete') => void }) {
  if (deletion.runs === 0) return <p className="text-sm">No runs hang on this account{deletion.templates > 0 ? `; its ${plural(deletion.templates, 'template')} stay in the catalogue` : ''}.</p>
  const choices = [
    ['transfer', 'Keep the runs', `${plural(deletion.runs, 'run')} with ${plural(deletion.artifacts, 'file')} become yours.`],
    ['delete', 'Delete the runs too', `${plural(deletion.runs, 'run')} with ${plural(deletion.artifacts, 'file')} are gone for good.`],
  ] as const
  return (
    <div className="grid gap-3 text-sm">
      {deletion.active_runs > 0 && <p className="rounded-md bg-warn-bg px-3 py-2 text-warn">{plural(deletion.active_runs, 'run')} still going; {deletion.active_runs === 1 ? 'it is' : 'they are'} cancelled first.</p>}
      <fieldset className="grid gap-2">
        <legend className="sr-only">What happens to the runs</legend>
        {choices.map(([id, title, text]) => (
          <label key={id} className="flex items-start gap-2.5 rounded-md border border-line-strong p-3 has-checked:border-ink">
            <input type="radio" name="runs" checked={runs === id} onChange={() => onRuns(id)} className="mt-0.5 size-4 accent-ink" />
            <span><span className="block font-medium">{title}</span><span className="text-ink-2">{text}</span></span>
          </label>
        ))}
      </fieldset>
      {deletion.templates > 0 && <p className="text-ink-2">{plural(deletion.templates, 'template')} of this account {deletion.templates === 1 ? 'stays' : 'stay'} in the catalogue.</p>}
    </div>
  )
}
