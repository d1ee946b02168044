import { Link, useNavigate } from '@tanstack/react-router'
import { paths } from '@/app/paths'
import { useTitle } from '@/ui/page'
import { FlowEditor } from './flow-editor'

/** Small, and of use as it stands: nobody begins with an empty page. */
const START = `grammar: 2
name: hello
input:
  type: object
  properties:
    name: { type: string }
  required: [name]
  additionalProperties: false
steps:
  - id: greet
    title: Say hello
    work:
      effect:
        effect: value
        with: { text: "Hello, {{ input.name }}!" }
`

export function NewFlowPage() {
  const navigate = useNavigate()
  useTitle('New flow')
  return (
    <div data-fills-screen className="flex flex-col px-4 py-4 sm:px-6 lg:h-dvh">
      <p className="text-xs text-ink-3"><Link {...paths.flows()} className="tap hover:text-ink">Flows</Link></p>
      <h1 className="mb-1 text-xl">New flow</h1>
      <p className="mb-3 max-w-[54ch] text-sm text-ink-2">Every problem is marked while you write. Nothing runs before you start it.</p>
      <FlowEditor label="Plan of the new flow" original="" start={START} keep="Keep flow" main onKept={(flow) => navigate({ ...paths.flow(flow.name), ignoreBlocker: true })} />
    </div>
  )
}
