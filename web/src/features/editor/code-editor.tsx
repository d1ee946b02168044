import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import type { Ref } from 'react'
import type { FieldError, Json } from '@/api/types'
import { suggestions } from './schema-completion'
import { yamlContext } from './yaml-context'

export interface EditorHandle {
  /** Puts the cursor at a place, from 1, and shows it. */
  goTo: (line: number, column: number) => void
}

interface CodeEditorProps {
  value: string
  onChange: (text: string) => void
  label: string
  schema: Json | undefined
  problems: FieldError[]
  readOnly?: boolean
  ref?: Ref<EditorHandle>
}

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)', fontWeight: '600' },
  { tag: [tags.string, tags.content], color: 'var(--ink-2)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-3)' },
  { tag: [tags.keyword, tags.bool, tags.number, tags.null], color: 'var(--run)' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '0.75rem', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--run-bg)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--idle-bg)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: 'none', borderRadius: '6px', boxShadow: 'var(--shadow-float)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--hover)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield': { border: '1px solid var(--line-strong)', backgroundColor: 'var(--surface)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '4px' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--idle-bg)', border: 'none', color: 'var(--ink-2)' },
})

export default function CodeEditor({ value, onChange, label, schema, problems, readOnly = false, ref }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const changed = useEffectEvent(onChange)
  const complete = useEffectEvent((context: CompletionContext): CompletionResult | null => {
    if (schema === undefined) return null
    const place = yamlContext(context.state.sliceDoc(0, context.pos))
    if (!context.explicit && place.typed === '' && place.place.kind === 'key') return null
    const options = suggestions(schema, place).map((item) => ({
      label: item.label,
      detail: item.detail,
      type: item.kind === 'key' ? 'property' : 'enum',
      apply: item.kind === 'key' ? `${item.label}: ` : item.label,
    }))
    return options.length === 0 ? null : { from: context.pos - place.typed.length, options, validFor: /^[\w.-]*$/ }
  })
  const initial = useEffectEvent(() => value)

  useEffect(() => {
    if (!host.current) return
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          lineNumbers(), foldGutter(), history(), drawSelection(), bracketMatching(), highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
          yaml(), indentUnit.of('  '), syntaxHighlighting(highlight), look, lintGutter(),
          autocompletion({ override: [(context) => complete(context)], icons: false }),
          // Tab indents, as in every editor; Escape then Tab leaves, and the label says so.
          keymap.of([...completionKeymap, ...searchKeymap, ...lintKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `${label}. Press Escape, then Tab, to leave the editor.` }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [label, readOnly])

  // Another text was opened: replace, without an entry in the undo history of the one before.
  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const doc = editor.state.doc
    const diagnostics = problems.flatMap((problem) => {
      if (!problem.line || problem.line > doc.lines) return []
      const line = doc.line(problem.line)
      const from = Math.min(line.to, line.from + Math.max(0, (problem.column ?? 1) - 1))
      return [{ from, to: Math.max(from, line.to), severity: 'error' as const, message: problem.path ? `${problem.path}: ${problem.message}` : problem.message }]
    })
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [problems])

  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const editor = view.current
      if (!editor || line < 1 || line > editor.state.doc.lines) return
      const start = editor.state.doc.line(line)
      editor.dispatch({ selection: { anchor: Math.min(start.to, start.from + Math.max(0, column - 1)) }, effects: EditorView.scrollIntoView(start.from, { y: 'center' }) })
      editor.focus()
    },
  }), [])

  return <div ref={host} className="h-full min-h-0 overflow-hidden" />
}
