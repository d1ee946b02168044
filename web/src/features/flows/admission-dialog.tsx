import type { FlowAdmission } from '@/api/types'
import { paths } from '@/app/paths'
import { Link } from '@tanstack/react-router'
import { Dialog } from '@/ui/dialog'
import { Empty } from '@/ui/states'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { Unknown } from '@/ui/values'
import { JsonPart } from './json-part'

/** Who is under way and who waits, by key, and what the plan says about it. */
export default function AdmissionDialog({ flow, admission: { rules, lines }, onClose }: { flow: string; admission: FlowAdmission; onClose: () => void }) {
  return (
    <Dialog open wide onClose={onClose} title={`How runs of ${flow} are let in`} description={<>What waits stands among its <Link {...paths.flowRuns({ name: flow, status: 'pending' })} className="tap underline underline-offset-2">runs that are pending</Link>, each with its place.</>}>
      {lines.length === 0 ? <Empty title="Nobody is there">No run is under way, and none waits.</Empty> : (
        <div className="rounded-lg border border-line">
          <Table label="Lines" head={<><Th>Key</Th><Th right>Under way</Th><Th right>Waiting</Th><Th right>Gathering</Th><Th right>Oldest waits since</Th></>}>
            {lines.map((line) => (
              <tr key={line.key ?? ''}>
                <Td className="w-full max-w-0 min-w-28"><span className="block truncate font-medium">{line.key ?? 'all runs'}</span></Td>
                <Td right className="num">{line.limit === null ? line.under_way : `${line.under_way} of ${line.limit}`}</Td>
                <Td right className="num">{line.waiting}</Td>
                <Td right className="num">{line.gathering}</Td>
                <Td right>{line.oldest_waiting_at === null ? <Unknown why="None waits." /> : <Time at={line.oldest_waiting_at} />}</Td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      <JsonPart title="What the newest version says" value={rules} none="Nothing: each run begins at once." startOpen={false} />
    </Dialog>
  )
}
