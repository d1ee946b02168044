import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/http'
import { applyDefinitions } from '@/api/mutations'
import { definitionSchemaQuery } from '@/api/queries'
import type { AppliedFile, FieldError } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { ErrorCode } from '@/ui/error-code'
import { FormError } from '@/ui/field'
import { plural } from '@/ui/format'
import { errorText, refusalOf } from '@/ui/refusal'
import { Skeleton } from '@/ui/states'
import { Code } from '@/ui/status'
import { useAction } from '@/ui/use-action'
import type { EditorHandle } from './code-editor'

const CodeEditor = lazy(() => import('./code-editor'))

const CHECK_AFTER_MS = 500
const NONE: FieldError[] = []

interface DefinitionEditorProps {
  name: string
  /** The text the server has. */
  original: string
  /** More actions beside "Publish", given the text as it is now and whether it holds. */
  extra?: (text: string, usable: boolean) => ReactNode
  onPublished: (items: AppliedFile[]) => unknown
}

interface Checked {
  items: AppliedFile[]
  errors: FieldError[]
}

/** A definition as text: completion from the schema, problems where they are while one types, and publishing. */
export function DefinitionEditor({ name, original, extra, onPublished }: DefinitionEditorProps) {
  const [text, setText] = useState(original)
  const [publishing, setPublishing] = useState(false)
  const editor = useRef<EditorHandle>(null)
  const published = useRef(false)
  const schema = useQuery(definitionSchemaQuery()).data
  const settled = useSettled(text)
  const check = useQuery({
    queryKey: ['definitions', 'check', name, settled],
    queryFn: () => checkText(name, settled),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    staleTime: Infinity,
  })
  const changed = text !== original
  useBlocker({ shouldBlockFn: () => changed && !published.current && !confirm('What you wrote is not published. Leave anyway?'), enableBeforeUnload: () => changed && !published.current })
  const problems = check.data?.errors ?? NONE
  const current = settled === text && !check.isFetching
  const usable = current && problems.length === 0 && check.data !== undefined
  const publish = useAction({
    run: () => applyDefinitions([{ name, text }], false),
    done: (answer) => answer.items.map((item) => `${item.slug} ${item.version ?? ''}: ${item.outcome}`).join(', '),
    touches: [['templates'], ['agents']],
    errors: 'inline',
    onDone: async (answer) => {
      published.current = true
      setPublishing(false)
      await onPublished(answer.items)
      published.current = false
    },
  })
  return (
    <div className="flex h-[70dvh] min-h-[26rem] flex-col overflow-hidden rounded-lg border border-line bg-surface lg:h-auto lg:flex-1">
      <div className="min-h-0 flex-1">
        <Suspense fallback={<Skeleton className="size-full" />}>
          <CodeEditor ref={editor} label={`Definition ${name}`} value={text} onChange={setText} schema={schema} problems={problems} />
        </Suspense>
      </div>
      <div className="max-h-44 shrink-0 overflow-y-auto border-t border-line" role="status" aria-label="Problems">
        {problems.map((problem, index) => (
          <button
            key={index}
            type="button"
            onClick={() => editor.current?.goTo(problem.line ?? 1, problem.column ?? 1)}
            className="flex w-full items-start gap-2 px-3 py-1.5 text-left text-xs hover:bg-hover max-md:py-3 focus-visible:-outline-offset-2"
          >
            <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-bad" />
            <span className="num w-14 shrink-0 text-ink-3">{problem.line ? `${problem.line}:${problem.column ?? 1}` : ''}</span>
            <span className="min-w-0">{problem.path && <span className="mr-1.5 font-mono text-ink-3">{problem.path}</span>}{problem.message}</span>
          </button>
        ))}
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-3 py-2">
        <span className="mr-auto flex items-center gap-1.5 text-xs text-ink-2">
          {check.error ? <><TriangleAlert aria-hidden className="size-3.5 text-bad" />{errorText(check.error)}{check.error instanceof ApiError && <ErrorCode code={check.error.code} />}<Button size="sm" look="ghost" onClick={() => void check.refetch()}>Try again</Button></>
          : text.trim() === '' ? 'Nothing is written yet'
          : !current || !check.data ? <><LoaderCircle aria-hidden className="size-3.5 animate-spin" />Checking…</>
          : problems.length > 0 ? <><TriangleAlert aria-hidden className="size-3.5 text-bad" />{plural(problems.length, 'problem')}</>
          : <><CircleCheck aria-hidden className="size-3.5 text-ok" />No problems{changed ? ', not published' : ''}</>}
        </span>
        {changed && <Button look="ghost" onClick={() => setText(original)}>Undo all changes</Button>}
        {extra?.(text, usable)}
        <Button look="primary" disabled={!changed || !usable} onClick={() => setPublishing(true)}>Publish…</Button>
      </div>
      {publishing && (
        <Dialog open onClose={() => setPublishing(false)} title="Publish" description="Published versions never change. Runs that began with an earlier version keep it; new runs use this one.">
          <ul className="grid gap-1 text-sm">
            {check.data?.items.map((item) => <li key={item.slug} className="flex items-center gap-2"><span className="text-ink-3">{item.kind}</span> <span className="font-medium">{item.slug}</span> {item.version && <Code>{item.version}</Code>} <span className="ml-auto">{item.outcome}</span></li>)}
          </ul>
          <FormError refusal={publish.error ? { ...refusalOf(publish.error), text: [errorText(publish.error), ...(publish.error instanceof ApiError ? publish.error.errors.map((problem) => problem.message) : [])].join(' ') } : undefined} />
          <DialogActions>
            <Button onClick={() => setPublishing(false)}>Not yet</Button>
            <Button look="primary" pending={publish.isPending} onClick={() => publish.mutate()}>Publish</Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  )
}

/** The text once somebody has stopped typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), CHECK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

async function checkText(name: string, text: string): Promise<Checked> {
  try {
    return { items: (await applyDefinitions([{ name, text }], true)).items, errors: [] }
  } catch (error) {
    if (error instanceof ApiError && error.status === 422) return { items: [], errors: error.errors.length > 0 ? error.errors : [{ path: '', message: error.message }] }
    throw error
  }
}
