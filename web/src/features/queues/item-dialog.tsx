import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCcw, Trash2 } from 'lucide-react'
import { removeWorkItem, retryWorkItem } from '@/api/mutations'
import { workItemQuery } from '@/api/queries'
import type { FlowRun, WorkItem, WorkQueue } from '@/api/types'
import { paths } from '@/app/paths'
import { JsonPart } from '@/features/flows/json-part'
import { isOpen } from '@/features/flows/steps'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { FormError } from '@/ui/field'
import { bytes } from '@/ui/format'
import { Facts } from '@/ui/page'
import { refusalOf } from '@/ui/refusal'
import { ErrorState, Skeleton } from '@/ui/states'
import { StatusBadge } from '@/ui/status'
import { Time } from '@/ui/time'
import { useAction } from '@/ui/use-action'
import { ITEM_WORDS, itemLook, mayRemove, mayRetry } from './queues'

/** An item with all that it carries: who took it, how it ended; and taking it up again or away. */
export function ItemDialog({ run, queue, itemId, onClose }: { run: FlowRun; queue: WorkQueue; itemId: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(workItemQuery(run.id, queue.queue_name, itemId))
  return (
    <Dialog open wide onClose={onClose} title={`Item of ${queue.queue_name}`} description={<span className="font-mono text-xs">{itemId}</span>}>
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
      : !data ? <Skeleton className="h-60" />
      : <Item run={run} queue={queue} item={data} onClose={onClose} />}
    </Dialog>
  )
}

function Item({ run, queue, item, onClose }: { run: FlowRun; queue: WorkQueue; item: WorkItem; onClose: () => void }) {
  const touches = [['flow-runs', run.id]]
  const retry = useAction({ run: () => retryWorkItem(run.id, queue.queue_name, item.id), done: 'It waits again', touches, errors: 'inline', onDone: onClose })
  const remove = useAction({ run: () => removeWorkItem(run.id, queue.queue_name, item.id), done: 'Removed', touches, errors: 'inline', onDone: onClose })
  const refused = retry.error ?? remove.error
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          ['State', <span key="state" className="flex flex-wrap items-center gap-2"><StatusBadge status={itemLook[item.status]} word={ITEM_WORDS[item.status]} />{item.reason !== null && <span className="text-ink-2">{item.reason}</span>}</span>],
          ['Added', <span key="added"><Time at={item.created_at} full /> <span className="text-ink-3">by {item.added_by}</span></span>],
          ...(queue.priority === 'priority' ? [['Priority', <span key="priority" className="num">{item.priority}</span>] as [string, React.ReactNode]] : []),
          ...(item.taker_run_id !== null ? [['Taken', <span key="taken"><span className="num">{item.attempts} ×</span>, last by <Link {...paths.flowRun(item.taker_run_id, item.taker_step === null ? {} : { step: item.taker_step })} className="tap underline underline-offset-2">{item.taker_step ?? 'a run'}{item.taker_run_id === run.id ? '' : ` of run ${item.taker_run_id.slice(-8)}`}</Link></span>] as [string, React.ReactNode]] : []),
          ...(item.ended_at !== null ? [['Ended', <Time key="ended" at={item.ended_at} full />] as [string, React.ReactNode]] : []),
          ['Size', <span key="size" className="num">{bytes(item.size_bytes)}</span>],
        ]}
      />
      <JsonPart title="Payload" value={item.payload} none="null" />
      <FormError refusal={refused ? refusalOf(refused) : undefined} />
      <DialogActions>
        {mayRemove(item) && <Button look="danger" pending={remove.isPending} onClick={() => remove.mutate()}><Trash2 /> Remove</Button>}
        {mayRetry(item) && isOpen(run) && <Button pending={retry.isPending} onClick={() => retry.mutate()}><RotateCcw /> Let it wait again</Button>}
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </div>
  )
}
