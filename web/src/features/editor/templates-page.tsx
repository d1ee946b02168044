import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { updateTemplate } from '@/api/mutations'
import { templatesQuery } from '@/api/queries'
import type { Template } from '@/api/types'
import { paths } from '@/app/paths'
import { buttonClass } from '@/ui/button'
import { Switch } from '@/ui/field'
import { words } from '@/ui/format'
import { Page, Panel } from '@/ui/page'
import { aboveRowLink, rowLink } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { Code } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { useAction } from '@/ui/use-action'
import { Money, Unknown } from '@/ui/values'

export function TemplatesPage() {
  const { data, error, refetch } = useQuery(templatesQuery({ include_inactive: true }))
  const write = <Link {...paths.newTemplate()} className={buttonClass({ look: 'primary' })}><Plus /> New template</Link>
  return (
    <Page mood="dense" title="Templates" actions={write}>
      <Panel block="body">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <SkeletonTable rows={4} />
        : data.length === 0 ? <Empty title="No templates" action={write}>A template is a catalogue entry with its versions. Write one, or start the server with its own.</Empty>
        : (
          <Table label="Templates" head={<><Th>Name</Th><Th>Version</Th><Th>Kind</Th><Th>Depth</Th><Th right>Steps</Th><Th right>Estimate</Th><Th>Active</Th><Th>Featured</Th></>}>
            {data.map((template) => <TemplateRow key={template.slug} template={template} />)}
          </Table>
        )}
      </Panel>
    </Page>
  )
}

function TemplateRow({ template }: { template: Template }) {
  const change = useAction({ run: (changes: Partial<Template>) => updateTemplate(template.slug, changes), done: `${template.name} changed`, touches: [['templates']] })
  return (
    <tr className="relative hover:bg-hover">
      <Td className="whitespace-nowrap">
        <Link {...paths.template(template.slug)} className={rowLink}>{template.name}</Link>
        <span className="ml-2 font-mono text-xs text-ink-3">{template.slug}</span>
      </Td>
      <Td>{template.version ? <Code>{template.version}</Code> : <span className={aboveRowLink}><Unknown why="No version is published yet." /></span>}</Td>
      <Td className="whitespace-nowrap">{words(template.type)}</Td>
      <Td>{words(template.depth)}</Td>
      <Td right>{template.step_count}</Td>
      <Td right><span className={aboveRowLink}><Money usd={template.estimated_cost_usd} /></span></Td>
      <Td><span className={aboveRowLink}><Switch checked={template.is_active} label={`${template.name} is offered`} disabled={change.isPending} onChange={(is_active) => change.mutate({ is_active })} /></span></Td>
      <Td><span className={aboveRowLink}><Switch checked={template.is_featured} label={`${template.name} is featured`} disabled={change.isPending} onChange={(is_featured) => change.mutate({ is_featured })} /></span></Td>
    </tr>
  )
}
