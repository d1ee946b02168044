import clsx from 'clsx'
import { Braces, ChevronDown, Download, File, FileImage, FileText, Globe, Maximize2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useRef, useState } from 'react'
import { downloadArtifact } from '@/api/mutations'
import type { Artifact } from '@/api/types'
import { Button } from '@/ui/button'
import { bytes } from '@/ui/format'
import { useAction } from '@/ui/use-action'
import { ArtifactView } from './artifact-view'
import { shownArtifact } from './content'
import { fileGroups, fileKind } from './kinds'
import type { FileKind } from './kinds'

export const FILE_ICONS: Record<FileKind, LucideIcon> = { page: Globe, markdown: FileText, picture: FileImage, json: Braces, text: FileText, pdf: File, other: File }

interface ArtifactBrowserProps {
  artifacts: Artifact[]
  main: string | null
  selected: string | undefined
  onSelect: (id: string) => void
}

/** The files of a run: a list, and the chosen one as it should be seen. */
export function ArtifactBrowser({ artifacts, main, selected, onSelect }: ArtifactBrowserProps) {
  const current = shownArtifact(artifacts, selected, main)
  // On a small screen the list would stand between the reader and the result: there it is folded.
  const [unfolded, setUnfolded] = useState(false)
  const choose = (id: string) => {
    setUnfolded(false)
    onSelect(id)
  }
  const groups = fileGroups(artifacts)
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[14rem_1fr]">
      <nav aria-label="Files" className="grid gap-4">
        <button type="button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)} className="flex h-10 w-full items-center gap-2 rounded-md border border-line-strong px-3 text-left font-medium hover:bg-hover lg:hidden">
          All files <span className="num font-normal text-ink-3">{groups.reduce((sum, group) => sum + group.files.length, 0)}</span>
          <ChevronDown aria-hidden className={clsx('ml-auto size-4 text-ink-3', unfolded && 'rotate-180')} />
        </button>
        {groups.map((group) => (
          <div key={group.title} className={clsx(!unfolded && 'max-lg:hidden')}>
            <h2 className="px-2 pb-1 text-xs font-medium text-ink-3">{group.title}</h2>
            <ul className="grid gap-px">
              {group.files.map((item) => {
                const Icon = FILE_ICONS[fileKind(item)]
                return (
                  <li key={item.id}>
                    <button
                      type="button"
                      aria-current={item.id === current?.id}
                      onClick={() => choose(item.id)}
                      className={clsx('flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 max-lg:min-h-10', item.id === current?.id && 'bg-idle-bg font-medium')}
                    >
                      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
                      <span className="min-w-0 flex-1 truncate">{item.file_name}</span>
                      <span className="num shrink-0 text-xs font-normal text-ink-3">{bytes(item.size_bytes)}</span>
                    </button>
                  </li>
                )
              })}
            </ul>
          </div>
        ))}
      </nav>
      <div className="min-w-0">
        {current && <ArtifactFrame key={current.id} artifact={current} />}
      </div>
    </div>
  )
}

function ArtifactFrame({ artifact }: { artifact: Artifact }) {
  const save = useAction({ run: () => downloadArtifact(artifact.id, artifact.file_name) })
  const section = useRef<HTMLElement>(null)
  // The frame alone fills the screen; Escape is the browser's own way back.
  const fill = useAction({ run: async () => section.current?.querySelector('iframe[data-page]')?.requestFullscreen() })
  return (
    <section ref={section} aria-label={artifact.file_name}>
      <div className="mb-2 flex min-h-8 items-center gap-1">
        <h2 className="mr-auto truncate text-sm text-ink-2">{artifact.file_name}</h2>
        {fileKind(artifact) === 'page' && document.fullscreenEnabled && <Button look="ghost" onClick={() => fill.mutate()}><Maximize2 /> Full screen</Button>}
        <Button look="ghost" pending={save.isPending} onClick={() => save.mutate()}><Download /> Download</Button>
      </div>
      <ArtifactView artifact={artifact} />
    </section>
  )
}
