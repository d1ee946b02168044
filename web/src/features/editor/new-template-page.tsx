import { Link, useNavigate } from '@tanstack/react-router'
import { paths } from '@/app/paths'
import { useTitle } from '@/ui/page'
import { DefinitionEditor } from './definition-editor'

export function NewTemplatePage() {
  const navigate = useNavigate()
  useTitle('New template')
  return (
    <div data-fills-screen className="flex flex-col px-4 py-4 sm:px-6 lg:h-dvh">
      <p className="text-xs text-ink-3"><Link {...paths.templates()} className="tap hover:text-ink">Templates</Link></p>
      <h1 className="mb-1 text-xl">New template</h1>
      <p className="mb-3 max-w-[54ch] text-sm text-ink-2">Ctrl-Space shows what may stand at the cursor. Every problem is marked while you write.</p>
      <DefinitionEditor name="new-template.yaml" original="" onPublished={(items) => navigate({ ...(items[0] ? paths.template(items[0].slug) : paths.templates()), ignoreBlocker: true })} />
    </div>
  )
}
