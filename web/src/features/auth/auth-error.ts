import type { Refusal } from '@/ui/refusal'

const text = (code: string | undefined, status: number | undefined, message: string | undefined): string => {
  switch (code) {
    case 'invalid_credentials':
      return 'Address and password do not match an account. Check both, or reset the password.'
    case 'user_already_exists':
    case 'email_exists':
      return 'There is an account with this address already. Sign in instead.'
    case 'user_banned':
      return 'This account is suspended. Ask an administrator.'
    case 'signup_disabled':
      return 'New accounts are made by an administrator here. Ask for an invitation.'
    case 'otp_expired':
      return 'This link was used already or has run out. Ask for a new one.'
    case 'over_request_rate_limit':
    case 'over_email_send_rate_limit':
      return 'Too many tries. Wait a minute, then try again.'
    case 'same_password':
      return 'This is the password you have now. Choose another.'
    case undefined:
      break
  }
  if (status === 0 || status === undefined) return 'The server did not answer. Check that it is running, then try again.'
  return message ?? 'This did not work. Try again.'
}

/** What an answer of the sign-in service means to the person who typed. */
export function authRefusal(error: unknown): Refusal {
  const { code, status, message } = (error ?? {}) as { code?: string; status?: number; message?: string }
  return { text: text(code, status, message), code: code ?? (status === 0 || status === undefined ? 'UNREACHABLE' : `HTTP_${status}`) }
}

/** The field a code speaks of; what is not here concerns the whole form. */
export const AUTH_FIELDS: Record<string, 'email' | 'password' | undefined> = {
  user_already_exists: 'email',
  email_exists: 'email',
  email_address_invalid: 'email',
  same_password: 'password',
  weak_password: 'password',
}
