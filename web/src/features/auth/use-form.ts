import { useState } from 'react'
import type { SubmitEvent } from 'react'
import type { Refusal } from '@/ui/refusal'
import { AUTH_FIELDS, authRefusal } from './auth-error'

type Values = Record<string, string>
type Errors<V> = Partial<Record<keyof V, string>>

/** A short form: checks on submit and on leaving a field, one request at a time, the server's refusal at its field or above the button. */
export function useForm<V extends Values>(initial: V, check: (values: V) => Errors<V>, submit: (values: V) => Promise<unknown>) {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Errors<V>>({})
  const [refusal, setRefusal] = useState<Refusal>()
  const [pending, setPending] = useState(false)

  const bind = (name: keyof V & string) => ({
    name,
    value: values[name],
    onChange: (event: { target: { value: string } }) => {
      setValues((now) => ({ ...now, [name]: event.target.value }))
      setErrors((now) => ({ ...now, [name]: undefined }))
    },
    onBlur: () => {
      if (values[name] !== '') setErrors((now) => ({ ...now, [name]: check(values)[name] }))
    },
  })

  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const found = check(values)
    const first = Object.keys(values).find((name) => found[name])
    const focus = (name: string) => form.querySelector<HTMLElement>(`[name="${name}"]`)?.focus()
    setErrors(found)
    if (first) {
      focus(first)
      return
    }
    setPending(true)
    setRefusal(undefined)
    try {
      await submit(values)
    } catch (error) {
      const refused = authRefusal(error)
      const field = AUTH_FIELDS[refused.code ?? '']
      if (field !== undefined && field in values) {
        setErrors({ [field]: refused.text } as Errors<V>)
        focus(field)
      } else setRefusal(refused)
    } finally {
      setPending(false)
    }
  }
  return { values, errors, refusal, pending, bind, onSubmit }
}

export const checkEmail = (email: string) => (/^\S+@\S+\.\S+$/.test(email.trim()) || /^\S+@localhost$/.test(email.trim()) ? undefined : 'Write an e-mail address, like name@example.org.')
/** What the server asks for. Said here too, so that a one-time link is not spent on a password that is refused. */
const PASSWORD_LENGTH = 6
export const PASSWORD_HELP = `At least ${PASSWORD_LENGTH} characters.`
/** Counted in code points, as the server counts. */
export const checkNewPassword = (password: string) => (Array.from(password).length >= PASSWORD_LENGTH ? undefined : `Use at least ${PASSWORD_LENGTH} characters.`)
