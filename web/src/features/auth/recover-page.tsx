import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { paths } from '@/app/paths'
import { redeem, requestRecovery, updateAccount } from '@/auth/session'
import { Button } from '@/ui/button'
import { Field, FormError, Input } from '@/ui/field'
import { AuthFrame, textLink } from './auth-frame'
import { PASSWORD_HELP, checkEmail, checkNewPassword, useForm } from './use-form'

/** Ask for a link to set a new password, or, having followed it, set one. */
export function RecoverPage() {
  const { token } = useSearch({ from: '/recover' })
  return token ? <NewPassword token={token} /> : <AskForLink />
}

function AskForLink() {
  const [sent, setSent] = useState(false)
  const form = useForm({ email: '' }, ({ email }) => ({ email: checkEmail(email) }), async ({ email }) => {
    await requestRecovery(email.trim())
    setSent(true)
  })
  const back = <Link {...paths.signIn()} className={textLink}>Back to sign in</Link>
  if (sent) {
    return (
      <AuthFrame title="Look for the link" foot={back}>
        <p className="text-base">
          If there is an account for <strong>{form.values.email}</strong>, a link to set a new password is on its way. Where this server sends no mail, its
          administrator finds the link in the log.
        </p>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title="Reset the password" lead="We send a link to set a new one." foot={back}>
      <form noValidate onSubmit={form.onSubmit} className="grid gap-5">
        <Field label="E-mail" error={form.errors.email} required>
          {(control) => <Input controlSize="lg" type="email" autoComplete="username" autoFocus {...control} {...form.bind('email')} />}
        </Field>
        <FormError refusal={form.refusal} />
        <Button type="submit" look="primary" size="lg" pending={form.pending}>Send the link</Button>
      </form>
    </AuthFrame>
  )
}

function NewPassword({ token }: { token: string }) {
  const navigate = useNavigate()
  // The token works once. If saving failed after it was redeemed, the session it gave is still here.
  const redeemed = useRef(false)
  const form = useForm({ password: '' }, ({ password }) => ({ password: checkNewPassword(password) }), async ({ password }) => {
    if (!redeemed.current) await redeem(token, 'recovery')
    redeemed.current = true
    await updateAccount({ password })
    await navigate(paths.home())
  })
  return (
    <AuthFrame title="Choose a new password">
      <form noValidate onSubmit={form.onSubmit} className="grid gap-5">
        <Field label="New password" help={PASSWORD_HELP} error={form.errors.password} required>
          {(control) => <Input controlSize="lg" type="password" autoComplete="new-password" autoFocus {...control} {...form.bind('password')} />}
        </Field>
        <FormError refusal={form.refusal} />
        <Button type="submit" look="primary" size="lg" pending={form.pending}>Save and sign in</Button>
      </form>
    </AuthFrame>
  )
}
