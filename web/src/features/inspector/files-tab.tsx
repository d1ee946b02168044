import { Link } from '@tanstack/react-router'
import type { Artifact } from '@/api/types'
import { paths } from '@/app/paths'
import { bytes } from '@/ui/format'
import { Empty } from '@/ui/states'
import { rowLink } from '@/ui/rows'
import { Code, Tag } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'

/** The files of an attempt; beside another attempt, which of them differ. */
export function FilesTab({ artifacts, other }: { artifacts: Artifact[]; other: Artifact[] | undefined }) {
  if (artifacts.length === 0) return <Empty title="This attempt left no files" />
  return (
    <Table label="Files of this attempt" head={<><Th>Path</Th>{other && <Th>Compared</Th>}<Th>SHA-256</Th><Th right>Size</Th></>}>
      {artifacts.map((file) => {
        const before = other?.find((candidate) => candidate.file_path === file.file_path)
        return (
          <tr key={file.id} className="relative hover:bg-hover">
            <Td><Link {...paths.artifact(file.id)} className={`font-mono text-xs ${rowLink}`}>{file.file_path}</Link></Td>
            {other && <Td>{!before ? <Tag>new</Tag> : before.content_hash === file.content_hash ? <span className="text-ink-3">same</span> : <Tag>changed</Tag>}</Td>}
            <Td><Code>{file.content_hash.replace(/^sha256:/, '').slice(0, 12)}</Code></Td>
            <Td right>{bytes(file.size_bytes)}</Td>
          </tr>
        )
      })}
    </Table>
  )
}
