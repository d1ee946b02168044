import type { QueryClient } from '@tanstack/react-query'
import { artifactPictureQuery, artifactTextQuery } from '@/api/queries'
import type { Artifact } from '@/api/types'
import { fileKind } from './kinds'
import { Markdown } from './markdown'

/** The file that is looked at: the chosen one, else the main result, else the first. */
export const shownArtifact = (artifacts: Artifact[], selected: string | undefined, main: string | null): Artifact | undefined =>
  artifacts.find((item) => item.id === selected) ?? artifacts.find((item) => item.id === main) ?? artifacts[0]

/** Fetches what a file needs to be shown at its final size. */
export async function loadContent(queries: QueryClient, artifact: Artifact): Promise<void> {
  switch (fileKind(artifact)) {
    case 'picture':
      await queries.query(artifactPictureQuery(artifact.id))
      return
    case 'markdown':
      await Promise.all([queries.query(artifactTextQuery(artifact.id)), Markdown.preload?.()])
      return
    case 'page':
    case 'json':
    case 'text':
      await queries.query(artifactTextQuery(artifact.id))
      return
    case 'pdf':
    case 'other':
  }
}
