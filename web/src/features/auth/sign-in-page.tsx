import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { settingsQuery } from '@/api/queries'
import { paths } from '@/app/paths'
import { signIn } from '@/auth/session'
import { Button } from '@/ui/button'
import { Field, FormError, Input } from '@/ui/field'
import { AuthFrame, textLink } from './auth-frame'
import { checkEmail, useForm } from './use-form'

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const settings = useQuery(settingsQuery()).data
  const form = useForm(
    { email: '', password: '' },
    (values) => ({ email: checkEmail(values.email), password: values.password ? undefined : 'Write your password.' }),
    async ({ email, password }) => {
      await signIn(email.trim(), password)
      await navigate({ to: next ?? '/' })
    },
  )
  return (
    <AuthFrame
      title="Sign in"
      lead="Pick a workflow, describe what you want, get a finished result whose every step was checked."
      foot={settings?.sign_up_enabled !== false && <>No account yet? <Link {...paths.signUp({ next })} className={textLink}>Create one</Link></>}
    >
      <form noValidate onSubmit={form.onSubmit} className="grid gap-5">
        <Field label="E-mail" error={form.errors.email} required>
          {(control) => <Input controlSize="lg" type="email" autoComplete="username" autoFocus {...control} {...form.bind('email')} />}
        </Field>
        <Field label="Password" error={form.errors.password} required>
          {(control) => <Input controlSize="lg" type="password" autoComplete="current-password" {...control} {...form.bind('password')} />}
        </Field>
        <FormError refusal={form.refusal} />
        <Button type="submit" look="primary" size="lg" pending={form.pending}>Sign in</Button>
        <Link {...paths.recover()} className="inline-flex items-center justify-self-center text-sm text-ink-2 underline underline-offset-2 max-md:h-10">Forgot the password?</Link>
      </form>
    </AuthFrame>
  )
}
