import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { SubmitEvent } from 'react'
import { updateMe } from '@/api/mutations'
import { costsQuery } from '@/api/queries'
import type { User } from '@/api/types'
import { setTheme, useTheme } from '@/app/theme'
import type { Theme } from '@/app/theme'
import { useMe } from '@/auth/me'
import { signOutEverywhere, updateAccount } from '@/auth/session'
import { AUTH_FIELDS, authRefusal } from '@/features/auth/auth-error'
import { PASSWORD_HELP, checkEmail, checkNewPassword, useForm } from '@/features/auth/use-form'
import { Button } from '@/ui/button'
import { Field, FormError, Input } from '@/ui/field'
import { Page } from '@/ui/page'
import { placeRefusal } from '@/ui/refusal'
import type { Refusal } from '@/ui/refusal'
import { Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { useAction } from '@/ui/use-action'
import { Money } from '@/ui/values'

const THEMES: [Theme, string][] = [['system', 'As the system'], ['light', 'Light'], ['dark', 'Dark']]

export function AccountPage() {
  const me = useMe()
  const theme = useTheme()
  const costs = useQuery(costsQuery('me')).data
  const everywhere = useAction({ run: signOutEverywhere })
  return (
    <Page mood="calm" width="narrow" title="Account">
      <div data-block="body" className="grid gap-12">
        <section>
          <h2 className="mb-4 text-lg">Profile</h2>
          {me ? <ProfileForm key={me.id} me={me} /> : <Skeleton className="h-32 w-full" />}
        </section>
        <section>
          <h2 className="mb-4 text-lg">Sign-in</h2>
          {me ? <EmailForm key={me.id} me={me} /> : <Skeleton className="h-28 w-full" />}
          <PasswordForm />
        </section>
        <section>
          <h2 className="mb-4 text-lg">Appearance</h2>
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">Appearance</legend>
            {THEMES.map(([id, word]) => (
              <label key={id} className="inline-flex h-10 items-center rounded-md border border-line-strong px-3.5 text-base has-checked:border-ink has-checked:bg-idle-bg has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
                <input type="radio" name="theme" checked={theme === id} onChange={() => setTheme(id)} className="sr-only" />
                {word}
              </label>
            ))}
          </fieldset>
        </section>
        <section>
          <h2 className="mb-2 text-lg">Spent this month</h2>
          <p className="text-base text-ink-2">{costs ? <Money inWords usd={costs.total_cost_usd} incomplete={costs.incomplete} /> : <Skeleton className="h-6 w-16" />}</p>
        </section>
        <section>
          <h2 className="mb-2 text-lg">Sessions</h2>
          <p className="mb-4 text-base text-ink-2">Ends every session of this account, on all your devices, this one too.</p>
          <Button size="lg" pending={everywhere.isPending} onClick={() => everywhere.mutate()}>Sign out everywhere</Button>
        </section>
      </div>
    </Page>
  )
}

function ProfileForm({ me }: { me: User }) {
  const [name, setName] = useState(me.display_name ?? '')
  const save = useAction({ run: () => updateMe({ display_name: name.trim() }), done: 'Name saved', touches: [['me']], errors: 'inline' })
  const placed = placeRefusal(save.error, ['display_name'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" help="Shown to administrators beside what you start." error={placed.at.display_name}>
        {(control) => <Input controlSize="lg" autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} {...control} />}
      </Field>
      <FormError refusal={placed.rest} />
      <div><Button type="submit" size="lg" pending={save.isPending} disabled={name.trim() === (me.display_name ?? '')}>Save name</Button></div>
    </form>
  )
}

function EmailForm({ me }: { me: User }) {
  const form = useForm({ email: me.email ?? '' }, ({ email }) => ({ email: checkEmail(email) }), async ({ email }) => {
    await updateAccount({ email: email.trim() })
    toast.done('Address saved')
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="grid gap-4">
      <Field label="E-mail" error={form.errors.email} required>
        {(control) => <Input controlSize="lg" type="email" autoComplete="email" {...control} {...form.bind('email')} />}
      </Field>
      <FormError refusal={form.refusal} />
      <div><Button type="submit" size="lg" pending={form.pending} disabled={form.values.email === (me.email ?? '')}>Save address</Button></div>
    </form>
  )
}

function PasswordForm() {
  const [error, setError] = useState<string>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [password, setPassword] = useState('')
  const box = useRef<HTMLInputElement>(null)
  const change = useAction({
    run: () => updateAccount({ password }),
    done: 'Password changed',
    errors: 'inline',
    onDone: () => setPassword(''),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = checkNewPassword(password)
    setError(found)
    setRefusal(undefined)
    if (found) box.current?.focus()
    else change.mutate(undefined, {
      onError: (cause) => {
        const refused = authRefusal(cause)
        if (AUTH_FIELDS[refused.code ?? ''] === 'password') setError(refused.text)
        else setRefusal(refused)
      },
    })
  }
  return (
    <form noValidate onSubmit={submit} className="mt-8 grid gap-4">
      <Field label="New password" help={PASSWORD_HELP} error={error}>
        {(control) => (
          <Input ref={box} controlSize="lg" type="password" autoComplete="new-password" value={password} onChange={(event) => { setPassword(event.target.value); setError(undefined) }} {...control} />
        )}
      </Field>
      <FormError refusal={refusal} />
      <div><Button type="submit" size="lg" pending={change.isPending}>Change password</Button></div>
    </form>
  )
}
