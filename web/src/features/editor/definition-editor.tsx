import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/http'
import { applyDefinitions } from '@/api/mutations'
import { definitionSchemaQuery } from '@/api/queries'
import type { AppliedFile } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { FormError } from '@/ui/field'
import { errorText, refusalOf } from '@/ui/refusal'
import { Code } from '@/ui/status'
import { useAction } from '@/ui/use-action'
import { CheckedEditor, problemsOf } from './checked-editor'
import type { Checked, Written } from './checked-editor'

interface DefinitionEditorProps {
  name: string
  /** The text the server has. */
  original: string
  /** More actions beside "Publish", given the text as it is now and whether it holds. */
  extra?: (text: string, usable: boolean) => ReactNode
  /** Leads on with `ignoreBlocker`: nothing is left that is not published. */
  onPublished: (items: AppliedFile[]) => unknown
}

interface CheckedFiles extends Checked {
  items: AppliedFile[]
}

/** A definition as text: completion from the schema, problems where they are while one types, and publishing. */
export function DefinitionEditor({ name, original, extra, onPublished }: DefinitionEditorProps) {
  const schema = useQuery(definitionSchemaQuery()).data
  return (
    <CheckedEditor
      label={`Definition ${name}`}
      original={original}
      schema={schema}
      checkKey={['definitions', 'check', name]}
      check={(text) => checkText(name, text)}
      kept="published"
      actions={(written) => <>{extra?.(written.text, written.usable)}<Publish name={name} written={written} onPublished={onPublished} /></>}
    />
  )
}

function Publish({ name, written: { text, changed, usable, checked }, onPublished }: { name: string; written: Written<CheckedFiles>; onPublished: (items: AppliedFile[]) => unknown }) {
  const [publishing, setPublishing] = useState(false)
  const publish = useAction({
    run: () => applyDefinitions([{ name, text }], false),
    done: (answer) => answer.items.map((item) => `${item.slug} ${item.version ?? ''}: ${item.outcome}`).join(', '),
    touches: [['templates'], ['agents']],
    errors: 'inline',
    onDone: (answer) => {
      setPublishing(false)
      return onPublished(answer.items)
    },
  })
  return (
    <>
      <Button look="primary" disabled={!changed || !usable} onClick={() => setPublishing(true)}>Publish…</Button>
      {publishing && (
        <Dialog open onClose={() => setPublishing(false)} title="Publish" description="Published versions never change. Runs that began with an earlier version keep it; new runs use this one.">
          <ul className="grid gap-1 text-sm">
            {checked?.items.map((item) => <li key={item.slug} className="flex items-center gap-2"><span className="text-ink-3">{item.kind}</span> <span className="font-medium">{item.slug}</span> {item.version && <Code>{item.version}</Code>} <span className="ml-auto">{item.outcome}</span></li>)}
          </ul>
          <FormError refusal={publish.error ? { ...refusalOf(publish.error), text: [errorText(publish.error), ...(publish.error instanceof ApiError ? publish.error.errors.map((problem) => problem.message) : [])].join(' ') } : undefined} />
          <DialogActions>
            <Button onClick={() => setPublishing(false)}>Not yet</Button>
            <Button look="primary" pending={publish.isPending} onClick={() => publish.mutate()}>Publish</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}

async function checkText(name: string, text: string): Promise<CheckedFiles> {
  try {
    return { items: (await applyDefinitions([{ name, text }], true)).items, errors: [] }
  } catch (error) {
    return { items: [], errors: problemsOf(error) }
  }
}
