import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Lock, Plus } from 'lucide-react'
import { useState } from 'react'
import { closeWorkQueue } from '@/api/mutations'
import { workItemsQuery, workQueuesQuery } from '@/api/queries'
import type { FlowRun, WorkItem, WorkItemStatus, WorkQueue } from '@/api/types'
import { WORK_ITEM_STATUSES } from '@/app/search'
import type { FlowRunSearch } from '@/app/search'
import { isOpen } from '@/features/flows/steps'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { FormError } from '@/ui/field'
import { FilterSelect } from '@/ui/filters'
import { refusalOf } from '@/ui/refusal'
import { RowTable, rowLink } from '@/ui/rows'
import type { Column } from '@/ui/rows'
import { Empty, ErrorState, SkeletonTable } from '@/ui/states'
import { StatusBadge } from '@/ui/status'
import { Table, Td, Th } from '@/ui/table'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { Unknown } from '@/ui/values'
import { AddItemDialog } from './add-item-dialog'
import { ItemDialog } from './item-dialog'
import { ITEM_WORDS, healthLook, itemLook, itemWords, roomWords } from './queues'

const EVERY_MS = 5_000
/** Rows of the outlines: about what a run has, so that what stands below hardly moves when it has come. */
const OUTLINED = 12
const OUTLINED_ITEMS = 8

interface QueuesTabProps {
  run: FlowRun
  search: FlowRunSearch
  onChange: (change: FlowRunSearch) => void
}

/** The work queues of a run: how each stands, what is in one of them, and putting something in. */
export default function QueuesTab({ run, search, onChange }: QueuesTabProps) {
  const refetchInterval = isOpen(run) ? EVERY_MS : false
  const queues = useQuery({ ...workQueuesQuery(run.id), refetchInterval })
  if (queues.error && !queues.data) return <ErrorState error={queues.error} retry={() => void queues.refetch()} />
  if (!queues.data) return <SkeletonTable rows={OUTLINED} />
  const chosen = queues.data.find((queue) => queue.queue_name === search.queue) ?? queues.data[0]
  if (!chosen) return <Empty title="No queues yet">They come into being with the first step of this run.</Empty>
  return (
    <>
      <Table label="Work queues" head={<><Th>Queue</Th><Th>State</Th><Th right>Wait</Th><Th right>Taken</Th><Th right>Done</Th><Th right>Failed</Th><Th right>Oldest waits since</Th></>}>
        {queues.data.map((queue) => {
          const look = healthLook(queue)
          const current = queue.id === chosen.id
          return (
            <tr key={queue.id} aria-current={current || undefined} className="relative hover:bg-hover aria-[current]:bg-idle-bg">
              <Td className="w-full max-w-0 min-w-32"><button type="button" onClick={() => onChange({ queue: queue.queue_name, items: undefined })} className={`block max-w-full text-left ${rowLink}`}>{queue.queue_name}</button></Td>
              <Td><StatusBadge status={look.status} word={look.word} /></Td>
              <Td right className="num">{queue.pending}</Td>
              <Td right className="num">{queue.processing}</Td>
              <Td right className="num">{queue.completed}</Td>
              <Td right className="num">{queue.failed}</Td>
              <Td right>{queue.oldest_pending_at === null ? <span className="relative z-[1]"><Unknown why="None waits." /></span> : <Time at={queue.oldest_pending_at} />}</Td>
            </tr>
          )
        })}
      </Table>
      <Items key={chosen.id} run={run} queue={chosen} status={search.items} onStatus={(items) => onChange({ items })} refetchInterval={refetchInterval} />
    </>
  )
}

interface ItemsProps {
  run: FlowRun
  queue: WorkQueue
  status: WorkItemStatus | undefined
  onStatus: (status: WorkItemStatus | undefined) => void
  refetchInterval: number | false
}

function Items({ run, queue, status, onStatus, refetchInterval }: ItemsProps) {
  const [adding, setAdding] = useState(false)
  const [closing, setClosing] = useState(false)
  const [shown, setShown] = useState<string>()
  const items = useInfiniteQuery({ ...workItemsQuery(run.id, queue.queue_name, status), refetchInterval: (query) => (query.state.data && query.state.data.pages.length <= 2 ? refetchInterval : false) })
  const all = items.data?.pages.flatMap((page) => page.items)
  const takes = isOpen(run) && queue.closed_at === null
  return (
    <section aria-label={`Items of ${queue.queue_name}`} className="border-t border-line">
      <div className="flex flex-wrap items-center justify-between gap-2 p-3">
        <div className="min-w-0">
          <h3 className="text-sm">Items of {queue.queue_name}</h3>
          <p className="max-w-[45ch] text-xs text-ink-3">{roomWords(queue)}</p>
        </div>
        <div className="flex flex-wrap gap-2 max-md:w-full">
          <FilterSelect label="Items" value={status} options={WORK_ITEM_STATUSES.map((one) => [one, ITEM_WORDS[one]])} onChange={(next) => onStatus(next as WorkItemStatus | undefined)} />
          {takes && <Button onClick={() => setAdding(true)}><Plus /> Add an item</Button>}
          {takes && <Button look="ghost" onClick={() => setClosing(true)}><Lock /> Close the queue</Button>}
        </div>
      </div>
      {items.error && !all ? <ErrorState error={items.error} retry={() => void items.refetch()} />
      : !all ? <SkeletonTable rows={OUTLINED_ITEMS} />
      : all.length === 0 ? <Empty title={status ? 'No item matches' : 'No items yet'}>{status ? 'Choose another state, or any.' : takes ? 'A step puts items in, or you do.' : 'Nothing was put in.'}</Empty>
      : <RowTable label={`Items of ${queue.queue_name}`} grid={GRID} columns={columnsFor(setShown)} items={all} keyOf={(item) => item.id} more={items} />}
      {adding && <AddItemDialog runId={run.id} queue={queue} onClose={() => setAdding(false)} />}
      {closing && <CloseDialog runId={run.id} queue={queue} onClose={() => setClosing(false)} />}
      {shown !== undefined && <ItemDialog run={run} queue={queue} itemId={shown} onClose={() => setShown(undefined)} />}
    </section>
  )
}

function CloseDialog({ runId, queue, onClose }: { runId: string; queue: WorkQueue; onClose: () => void }) {
  const close = useAction({ run: () => closeWorkQueue(runId, queue.queue_name), done: 'Nothing more is let in', touches: [['flow-runs', runId]], errors: 'inline', onDone: onClose })
  const left = queue.pending > 0 ? ` What waits in it (${queue.pending}) is taken all the same.` : ''
  return (
    <Dialog open onClose={onClose} title={`Close ${queue.queue_name}?`} description={`Nothing more can be put in, for good.${left} Steps that wait for more are told that there is none.`}>
      <FormError refusal={close.error ? refusalOf(close.error) : undefined} />
      <DialogActions>
        <Button onClick={onClose}>Leave it open</Button>
        <Button look="danger" pending={close.isPending} onClick={() => close.mutate()}><Lock /> Close the queue</Button>
      </DialogActions>
    </Dialog>
  )
}

const GRID = 'grid-cols-[minmax(0,1fr)_6rem] sm:grid-cols-[minmax(0,1fr)_6rem_3.5rem_7.5rem]'
const SMALL = 'hidden sm:block'

const columnsFor = (show: (id: string) => void): Column<WorkItem>[] => [
  { name: 'Item', cell: (item) => <button type="button" onClick={() => show(item.id)} className={`block w-full text-left ${rowLink}`}><span className="font-mono text-xs font-normal">{itemWords(item)}</span></button> },
  { name: 'State', cell: (item) => <StatusBadge status={itemLook[item.status]} word={ITEM_WORDS[item.status]} /> },
  { name: 'Taken', right: true, shown: SMALL, cell: (item) => `${item.attempts} ×` },
  { name: 'Added', right: true, shown: SMALL, cell: (item) => <span className="text-ink-2"><Time at={item.created_at} /></span> },
]
