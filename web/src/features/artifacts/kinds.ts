// What a file is shown as.
import type { Artifact } from '@/api/types'

export type FileKind = 'page' | 'markdown' | 'picture' | 'json' | 'text' | 'pdf' | 'other'

export function fileKind({ media_type, file_path }: Pick<Artifact, 'media_type' | 'file_path'>): FileKind {
  const type = media_type?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/html') return 'page'
  if (type === 'text/markdown' || /\.(md|markdown)$/i.test(file_path)) return 'markdown'
  if (type.startsWith('image/')) return 'picture'
  if (type === 'application/json' || type.endsWith('+json')) return 'json'
  if (type === 'application/pdf') return 'pdf'
  if (type.startsWith('text/') || type.endsWith('xml') || type.endsWith('yaml')) return 'text'
  return 'other'
}

export interface FileGroup {
  title: string
  files: Artifact[]
}

const FOLDERS: Record<string, string> = { intake: 'Your request', research: 'Sources', design: 'Plan', content: 'Text', audit: 'Checks' }

/** Results, then the folders in the order in which the work goes, then what has no place in it. */
const place = (folder: string) => (folder === '' ? -1 : (Object.keys(FOLDERS).indexOf(folder) + 1 || Infinity))

/** Results first (what lies at the top), then the working files by folder. Hidden folders are left out. */
export function fileGroups(artifacts: Artifact[]): FileGroup[] {
  const groups = new Map<string, Artifact[]>()
  for (const artifact of artifacts) {
    if (artifact.file_path.startsWith('.')) continue
    const folder = artifact.file_path.includes('/') ? (artifact.file_path.split('/')[0] ?? '') : ''
    groups.set(folder, [...(groups.get(folder) ?? []), artifact])
  }
  return [...groups]
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([folder, files]) => ({ title: folder === '' ? 'Result' : (FOLDERS[folder] ?? folder), files }))
}
