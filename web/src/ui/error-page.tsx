import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { ApiError } from '@/api/http'
import { Button, buttonClass } from './button'
import { ErrorCode } from './error-code'
import { useTitle } from './page'
import { errorText } from './refusal'

interface ErrorPageProps {
  title: string
  error: unknown
  retry: () => unknown
  /** Where the person most likely came from. */
  back: { link: LinkProps; word: string }
}

/** In the place of a page whose subject could not be had: what happened, its stable code, and where to go. */
export function ErrorPage({ title, error, retry, back }: ErrorPageProps) {
  useTitle(title)
  // What does not exist does not come into being by asking again.
  const final = error instanceof ApiError && (error.status === 404 || error.status === 403)
  return (
    <div role="alert" className="mx-auto grid w-full max-w-xl gap-3 px-6 py-24">
      <h1 className="text-2xl">{title}</h1>
      <p className="text-base text-ink-2">{errorText(error)}</p>
      {error instanceof ApiError && <p><ErrorCode code={error.code} /></p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {!final && <Button look="primary" size="lg" onClick={() => void retry()}><RotateCw /> Try again</Button>}
        <Link {...back.link} className={buttonClass({ look: final ? 'primary' : 'secondary', size: 'lg' })}>{back.word}</Link>
      </div>
    </div>
  )
}
