import { applyFlow } from '@/api/mutations'
import type { Flow } from '@/api/types'
import { CheckedEditor, problemsOf } from '@/features/editor/checked-editor'
import type { Checked, Written } from '@/features/editor/checked-editor'
import { Button } from '@/ui/button'
import { useAction } from '@/ui/use-action'

interface FlowEditorProps {
  label: string
  /** The text the server has. */
  original: string
  start?: string
  /** What the button says. */
  keep: string
  /** Whether keeping is the main thing to do here. */
  main: boolean
  /** Keeping the text as it was is of use as well: it makes an old version the newest. */
  keepsUnchanged?: boolean
  /** Leads on with `ignoreBlocker`: nothing is left that is not kept. */
  onKept: (flow: Flow) => unknown
}

/** A plan as text: its problems where they are while one types, and keeping it. */
export function FlowEditor({ label, original, start, keep, main, keepsUnchanged = false, onKept }: FlowEditorProps) {
  return (
    <CheckedEditor
      label={label}
      original={original}
      start={start}
      checkKey={['flows', 'check']}
      check={checkPlan}
      kept="kept"
      actions={(written) => <Keep written={written} word={keep} main={main} always={keepsUnchanged} onKept={onKept} />}
    />
  )
}

function Keep({ written: { text, changed, usable }, word, main, always, onKept }: { written: Written<Checked>; word: string; main: boolean; always: boolean; onKept: (flow: Flow) => unknown }) {
  const keep = useAction({
    run: () => applyFlow(text, false),
    done: ({ flow, fresh }) => (flow === null ? 'Checked' : fresh ? `${flow.name}: version ${flow.latest_version} kept` : `Version ${flow.latest_version} of ${flow.name} is this plan already`),
    touches: [['flows', 'list'], ['flows', 'one']],
    onDone: ({ flow }) => flow && onKept(flow),
  })
  return <Button look={main ? 'primary' : 'secondary'} disabled={!usable || !(changed || always)} pending={keep.isPending} onClick={() => keep.mutate()}>{word}</Button>
}

async function checkPlan(text: string): Promise<Checked> {
  try {
    return { errors: [], warnings: (await applyFlow(text, true)).warnings }
  } catch (error) {
    return { errors: problemsOf(error) }
  }
}
