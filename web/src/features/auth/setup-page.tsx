import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { paths } from '@/app/paths'
import { redeem, updateAccount } from '@/auth/session'
import { Button } from '@/ui/button'
import { Field, FormError, Input } from '@/ui/field'
import { AuthFrame, textLink } from './auth-frame'
import { PASSWORD_HELP, checkEmail, checkNewPassword, useForm } from './use-form'

/** Where a one-time link leads: the first administrator, or somebody who was invited, sets address and password. */
export function SetupPage() {
  const { token } = useSearch({ from: '/setup' })
  const navigate = useNavigate()
  const redeemed = useRef(false)
  const form = useForm(
    { email: '', password: '' },
    (values) => ({ email: checkEmail(values.email), password: checkNewPassword(values.password) }),
    async ({ email, password }) => {
      // The token works once. If saving failed after it was redeemed, the session it gave is still here.
      if (token && !redeemed.current) await redeem(token, 'invite')
      redeemed.current = true
      await updateAccount({ email: email.trim(), password })
      await navigate(paths.home())
    },
  )
  if (!token) {
    return (
      <AuthFrame title="This link is incomplete" foot={<Link {...paths.signIn()} className={textLink}>Go to sign in</Link>}>
        <p className="text-base">Open the whole link that the server printed when it started for the first time. It ends in <code className="font-mono text-sm">?token=…</code></p>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title="Set up your account" lead="You sign in with these from now on. The link you followed works once.">
      <form noValidate onSubmit={form.onSubmit} className="grid gap-5">
        <Field label="E-mail" error={form.errors.email} required>
          {(control) => <Input controlSize="lg" type="email" autoComplete="username" autoFocus {...control} {...form.bind('email')} />}
        </Field>
        <Field label="Password" help={PASSWORD_HELP} error={form.errors.password} required>
          {(control) => <Input controlSize="lg" type="password" autoComplete="new-password" {...control} {...form.bind('password')} />}
        </Field>
        <FormError refusal={form.refusal} />
        <Button type="submit" look="primary" size="lg" pending={form.pending}>Save and sign in</Button>
      </form>
    </AuthFrame>
  )
}
