import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { FlaskConical, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { deleteTemplate } from '@/api/mutations'
import { specQuery, specsQuery, templateQuery } from '@/api/queries'
import type { TemplateDetail, TemplateSpec } from '@/api/types'
import { paths } from '@/app/paths'
import { IntakeForm } from '@/features/intake/intake-form'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { FormError } from '@/ui/field'
import { ErrorPage } from '@/ui/error-page'
import { useTitle } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { Empty, ErrorState, Skeleton, SkeletonRows } from '@/ui/states'
import { Code, Tag } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { DefinitionEditor } from './definition-editor'
import { currentVersion } from './versions'

const DiffView = lazy(() => import('@/ui/diff-view'))

/** A template's versions: read one, change it into the next, or set two side by side. */
export function TemplatePage() {
  const { slug } = useParams({ from: '/app/admin/templates/$slug' })
  const search = useSearch({ from: '/app/admin/templates/$slug' })
  const navigate = useNavigate()
  const template = useQuery(templateQuery(slug))
  const specs = useQuery(specsQuery(slug))
  const [trial, setTrial] = useState<string>()
  const [deleting, setDeleting] = useState(false)
  useTitle(template.data ? `${template.data.name}: template` : 'Template')

  const version = search.version ?? currentVersion(specs.data)
  const spec = useQuery({ ...specQuery(slug, version ?? ''), enabled: version !== undefined })
  const other = useQuery({ ...specQuery(slug, search.against ?? ''), enabled: search.against !== undefined })
  const failed = [template, specs, spec].find((query) => query.isError && query.data === undefined)
  if (failed) return <ErrorPage title="This template could not be loaded" error={failed.error} retry={failed.refetch} back={{ link: paths.templates(), word: 'All templates' }} />

  const choose = (next: { version?: string; against?: string }) => void navigate(paths.template(slug, next))
  const remove = <Button look="ghost" onClick={() => setDeleting(true)}><Trash2 /> Delete</Button>
  return (
    <div data-fills-screen className="flex flex-col px-4 py-4 sm:px-6 lg:h-dvh">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <p className="text-xs text-ink-3"><Link {...paths.templates()} className="tap hover:text-ink">Templates</Link></p>
          <h1 className="flex flex-wrap items-center gap-2 text-xl">{template.data?.name ?? <Skeleton className="h-7 w-64" />}{template.data?.is_active === false && <Tag>Not offered</Tag>}</h1>
          {spec.data && <p className="mt-0.5 text-xs text-ink-3">{spec.data.state}, {spec.data.visibility}, <Time at={spec.data.created_at} /> · <Code>{spec.data.version_hash?.slice(0, 12) ?? 'no hash'}</Code></p>}
        </div>
        <div className="flex flex-wrap items-center gap-2 text-xs text-ink-2">
          <label className="flex items-center gap-1.5">
            Version
            <select value={version ?? ''} onChange={(event) => choose({ version: event.target.value })} className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm text-ink max-md:h-10">
              {specs.data?.map((item) => <option key={item.id} value={item.version}>{item.version}{item.is_active ? ' (current)' : ''}</option>)}
            </select>
          </label>
          {(specs.data?.length ?? 0) > 1 && (
            <label className="flex items-center gap-1.5">
              beside
              <select value={search.against ?? ''} onChange={(event) => choose({ version, against: event.target.value || undefined })} className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm text-ink max-md:h-10">
                <option value="">none</option>
                {specs.data?.filter((item) => item.version !== version).map((item) => <option key={item.id} value={item.version}>{item.version}</option>)}
              </select>
            </label>
          )}
          {remove}
        </div>
      </div>
      {!spec.data || !template.data ? (specs.data?.length === 0 ? <Empty title="No version yet" /> : <SkeletonRows rows={14} />)
      : search.against !== undefined ? (
        <div className="min-h-0 flex-1 overflow-y-auto rounded-lg border border-line bg-surface">
          {other.error && !other.data ? <ErrorState error={other.error} retry={() => void other.refetch()} />
          : !other.data ? <SkeletonRows rows={14} />
          : <Suspense fallback={<SkeletonRows rows={14} />}><DiffView before={textOf(other.data)} after={textOf(spec.data)} beforeLabel={other.data.version} afterLabel={spec.data.version} /></Suspense>}
        </div>
      ) : spec.data.source === null ? (
        <pre tabIndex={0} className="min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface p-4 font-mono text-xs">{textOf(spec.data)}</pre>
      ) : (
        <DefinitionEditor
          key={spec.data.id}
          name={`${slug}.yaml`}
          original={spec.data.source}
          extra={(text, usable) => <Button disabled={!usable} onClick={() => setTrial(text)}><FlaskConical /> Trial run…</Button>}
          onPublished={(items) => navigate({ ...paths.template(slug, { version: items.find((item) => item.slug === slug)?.version ?? undefined }), ignoreBlocker: true })}
        />
      )}
      {trial !== undefined && template.data?.spec && <TrialDialog template={{ ...template.data, spec: template.data.spec }} text={trial} onClose={() => setTrial(undefined)} />}
      {deleting && template.data && <DeleteDialog template={template.data} onClose={() => setDeleting(false)} />}
    </div>
  )
}

const textOf = (spec: { source: string | null; definition: unknown }) => spec.source ?? JSON.stringify(spec.definition, null, 2)

function TrialDialog({ template, text, onClose }: { template: TemplateDetail & { spec: TemplateSpec }; text: string; onClose: () => void }) {
  return (
    <Dialog open wide onClose={onClose} title="Trial run" description="Runs the text as it stands, without publishing it. The run is marked as a trial.">
      <IntakeForm template={template} trial={{ name: `${template.slug}.yaml`, text }} />
    </Dialog>
  )
}

function DeleteDialog({ template, onClose }: { template: TemplateDetail; onClose: () => void }) {
  const navigate = useNavigate()
  const remove = useAction({ run: () => deleteTemplate(template.slug), done: `${template.name} deleted`, touches: [['templates', 'list']], errors: 'inline', onDone: () => navigate(paths.templates()) })
  return (
    <Dialog open onClose={onClose} title={`Delete ${template.name}?`} description="It is no longer offered to anybody. Runs that were started with it, their results and their versions are kept.">
      <FormError refusal={remove.error ? refusalOf(remove.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" pending={remove.isPending} onClick={() => remove.mutate()}>Delete template</Button>
      </DialogActions>
    </Dialog>
  )
}
