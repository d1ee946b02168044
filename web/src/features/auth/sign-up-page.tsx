import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { paths } from '@/app/paths'
import { signUp } from '@/auth/session'
import { Button } from '@/ui/button'
import { Field, FormError, Input } from '@/ui/field'
import { AuthFrame, textLink } from './auth-frame'
import { PASSWORD_HELP, checkEmail, checkNewPassword, useForm } from './use-form'

export function SignUpPage() {
  const { next } = useSearch({ from: '/sign-up' })
  const navigate = useNavigate()
  const [confirm, setConfirm] = useState<string>()
  const form = useForm(
    { name: '', email: '', password: '' },
    (values) => ({ email: checkEmail(values.email), password: checkNewPassword(values.password) }),
    async ({ name, email, password }) => {
      const usable = await signUp(email.trim(), password, name.trim())
      if (usable) await navigate({ to: next ?? '/' })
      else setConfirm(email.trim())
    },
  )
  if (confirm) {
    return (
      <AuthFrame title="Confirm your address" foot={<Link {...paths.signIn({ next })} className={textLink}>Back to sign in</Link>}>
        <p className="text-base">We sent a link to <strong>{confirm}</strong>. Open it, then sign in.</p>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title="Create an account" foot={<>Have one already? <Link {...paths.signIn({ next })} className={textLink}>Sign in</Link></>}>
      <form noValidate onSubmit={form.onSubmit} className="grid gap-5">
        <Field label="Name" optional>
          {(control) => <Input controlSize="lg" autoComplete="name" autoFocus {...control} {...form.bind('name')} />}
        </Field>
        <Field label="E-mail" error={form.errors.email} required>
          {(control) => <Input controlSize="lg" type="email" autoComplete="username" {...control} {...form.bind('email')} />}
        </Field>
        <Field label="Password" help={PASSWORD_HELP} error={form.errors.password} required>
          {(control) => <Input controlSize="lg" type="password" autoComplete="new-password" {...control} {...form.bind('password')} />}
        </Field>
        <FormError refusal={form.refusal} />
        <Button type="submit" look="primary" size="lg" pending={form.pending}>Create account</Button>
      </form>
    </AuthFrame>
  )
}
