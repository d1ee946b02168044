import { Link, useRouter } from '@tanstack/react-router'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { Button, buttonClass } from '@/ui/button'
import { useTitle } from '@/ui/page'
import { errorText } from '@/ui/refusal'
import { paths } from './paths'

export function MissingPage() {
  useTitle('Not found')
  return (
    <div className="mx-auto grid max-w-xl gap-3 px-6 py-24">
      <h1 className="text-2xl">There is nothing here</h1>
      <p className="text-base text-ink-2">The address may be mistyped, the thing deleted, or it belongs to somebody else.</p>
      <div className="mt-2"><Link {...paths.home()} className={buttonClass({ look: 'primary', size: 'lg' })}>Go home</Link></div>
    </div>
  )
}

export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  useTitle('Something broke')
  // A new version was deployed while this page was open: its old files are gone.
  const outdated = /dynamically imported module|module script/i.test(errorText(error))
  const again = () => {
    if (outdated) location.reload()
    else {
      reset()
      void router.invalidate()
    }
  }
  return (
    <div role="alert" className="mx-auto grid max-w-xl gap-3 px-6 py-24">
      <h1 className="text-2xl">{outdated ? 'There is a newer version' : 'This page broke'}</h1>
      <p className="text-base text-ink-2">
        {outdated ? 'The application was updated while this page was open. Loading it again brings the new one.' : 'Nothing you did on the server is lost. Try again; if it happens once more, please report what stands below.'}
      </p>
      {!outdated && <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">{errorText(error)}</pre>}
      <div className="mt-2 flex gap-2">
        <Button look="primary" size="lg" onClick={again}><RotateCw /> {outdated ? 'Load the new version' : 'Try again'}</Button>
        <Link {...paths.home()} className={buttonClass({ size: 'lg' })}>Go home</Link>
      </div>
    </div>
  )
}
