import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/http'
import type { FieldError, Json } from '@/api/types'
import { Button } from '@/ui/button'
import { ErrorCode } from '@/ui/error-code'
import { plural } from '@/ui/format'
import { errorText } from '@/ui/refusal'
import { Skeleton } from '@/ui/states'
import type { EditorHandle } from './code-editor'

const CodeEditor = lazy(() => import('./code-editor'))

const CHECK_AFTER_MS = 500
const NONE: FieldError[] = []

/** What the server says of a text. */
export interface Checked {
  errors: FieldError[]
  /** Worth knowing, but no reason not to use it. */
  warnings?: FieldError[]
}

/** How the text stands while somebody writes. */
export interface Written<C> {
  text: string
  /** It differs from what the server has. */
  changed: boolean
  /** It was checked as it stands and has no problems. */
  usable: boolean
  checked: C | undefined
}

interface CheckedEditorProps<C extends Checked> {
  label: string
  /** The text the server has. */
  original: string
  /** What the editor begins with, where that is not what the server has. */
  start?: string
  schema?: Json
  /** What a check of this text is known by. */
  checkKey: readonly unknown[]
  check: (text: string) => Promise<C>
  /** For "not published", "not kept". */
  kept: string
  actions: (written: Written<C>) => ReactNode
}

/** A text whose problems stand where they are while one types, with what can be done with it below. */
export function CheckedEditor<C extends Checked>({ label, original, start = original, schema, checkKey, check: ask, kept, actions }: CheckedEditorProps<C>) {
  const [text, setText] = useState(start)
  const editor = useRef<EditorHandle>(null)
  const settled = useSettled(text)
  const check = useQuery({
    queryKey: [...checkKey, settled],
    queryFn: () => ask(settled),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    staleTime: Infinity,
  })
  const changed = text !== original
  // Whoever keeps the text navigates with `ignoreBlocker`.
  const asks = changed && text !== start
  useBlocker({ shouldBlockFn: () => asks && !confirm(`What you wrote is not ${kept}. Leave anyway?`), enableBeforeUnload: () => asks })
  const problems = check.data?.errors ?? NONE
  const warnings = check.data?.warnings ?? NONE
  const current = settled === text && !check.isFetching
  const usable = current && problems.length === 0 && check.data !== undefined
  const place = (problem: FieldError, index: number, color: string) => (
    <button
      key={index}
      type="button"
      onClick={() => editor.current?.goTo(problem.line ?? 1, problem.column ?? 1)}
      className="flex w-full items-start gap-2 px-3 py-1.5 text-left text-xs hover:bg-hover max-md:py-3 focus-visible:-outline-offset-2"
    >
      <TriangleAlert aria-hidden className={`mt-px size-3.5 shrink-0 ${color}`} />
      <span className="num w-14 shrink-0 text-ink-3">{problem.line ? `${problem.line}:${problem.column ?? 1}` : ''}</span>
      <span className="min-w-0">{problem.path && <span className="mr-1.5 font-mono text-ink-3">{problem.path}</span>}{problem.message}</span>
    </button>
  )
  return (
    <div className="flex h-[70dvh] min-h-[26rem] flex-col overflow-hidden rounded-lg border border-line bg-surface lg:h-auto lg:flex-1">
      <div className="min-h-0 flex-1">
        <Suspense fallback={<Skeleton className="size-full" />}>
          <CodeEditor ref={editor} label={label} value={text} onChange={setText} schema={schema} problems={problems} />
        </Suspense>
      </div>
      <div className="max-h-44 shrink-0 overflow-y-auto border-t border-line" role="status" aria-label="Problems">
        {problems.map((problem, index) => place(problem, index, 'text-bad'))}
        {warnings.map((warning, index) => place(warning, index, 'text-warn'))}
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-3 py-2">
        <span className="mr-auto flex items-center gap-1.5 text-xs text-ink-2">
          {check.error ? <><TriangleAlert aria-hidden className="size-3.5 text-bad" />{errorText(check.error)}{check.error instanceof ApiError && <ErrorCode code={check.error.code} />}<Button size="sm" look="ghost" onClick={() => void check.refetch()}>Try again</Button></>
          : text.trim() === '' ? 'Nothing is written yet'
          : !current || !check.data ? <><LoaderCircle aria-hidden className="size-3.5 animate-spin" />Checking…</>
          : problems.length > 0 ? <><TriangleAlert aria-hidden className="size-3.5 text-bad" />{plural(problems.length, 'problem')}</>
          : <><CircleCheck aria-hidden className="size-3.5 text-ok" />No problems{changed ? `, not ${kept}` : ''}</>}
        </span>
        {text !== start && <Button look="ghost" onClick={() => setText(start)}>Undo all changes</Button>}
        {actions({ text, changed, usable, checked: check.data })}
      </div>
    </div>
  )
}

/** The problems that a refusal tells, where it is one of the text; anything else is thrown on. */
export function problemsOf(error: unknown): FieldError[] {
  if (error instanceof ApiError && error.status === 422) return error.errors.length > 0 ? error.errors : [{ path: '', message: error.message }]
  throw error
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
