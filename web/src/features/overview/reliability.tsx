import type { Overview } from '@/api/types'
import { percent } from '@/ui/format'
import { Empty } from '@/ui/states'
import { Table, Td, Th } from '@/ui/table'
import { Hint, Unknown } from '@/ui/values'
import { reliabilityMatrix, tone } from './matrix'

const TINT = { good: 'bg-ok-bg text-ok', fair: 'bg-warn-bg text-warn', poor: 'bg-bad-bg text-bad' }

/** Gates down, models across. The share is written in the cell; colour only repeats it. */
export function Reliability({ cells }: { cells: Overview['reliability'] }) {
  if (cells.length === 0) return <Empty title="No attempts in this window" />
  const { gates, models, at } = reliabilityMatrix(cells)
  return (
    <Table label="Reliability by gate and model" head={<><Th>Gate</Th>{models.map((model) => <Th key={model} right>{model}</Th>)}</>}>
      {gates.map((gate) => (
        <tr key={gate.key}>
          <Td className="whitespace-nowrap"><span className="mr-2 font-mono text-xs text-ink-3">{gate.id}</span>{gate.name}</Td>
          {models.map((model) => {
            const cell = at(gate.key, model)
            return (
              <Td key={model} right className="w-36">
                {cell ? (
                  <Hint text={`${cell.passed} of ${cell.attempts} attempts passed, ${cell.failed} failed`}><span className={`inline-block min-w-24 rounded-sm px-1.5 py-0.5 ${TINT[tone(cell)]}`}>
                    {percent(cell.passed / cell.attempts)} <span className="text-2xs">of {cell.attempts}</span>
                  </span></Hint>
                ) : <Unknown why="This model was not used for this gate." />}
              </Td>
            )
          })}
        </tr>
      ))}
    </Table>
  )
}
