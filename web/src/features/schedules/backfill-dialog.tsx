import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { backfillSchedule } from '@/api/mutations'
import type { Schedule } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog, DialogActions } from '@/ui/dialog'
import { Field, FormError, Input } from '@/ui/field'
import { plural } from '@/ui/format'
import { placeRefusal } from '@/ui/refusal'
import { useAction } from '@/ui/use-action'
import { localMoment } from './draft'
import { OVERLAPS, ownZone } from './rule'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

/** A moment as the browser's own field writes it, to the minute. */
const written = (ms: number) => localMoment(new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString())

/** Fires for the moments of a past range. */
export function BackfillDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const [from, setFrom] = useState(() => written(Date.now() - DAY_MS))
  const [until, setUntil] = useState(() => written(Date.now()))
  const [missing, setMissing] = useState<{ from?: string; until?: string }>({})
  const backfill = useAction({
    run: () => backfillSchedule(schedule.id, { from: new Date(from).toISOString(), until: new Date(until).toISOString() }),
    done: ({ moments, started, waiting, not_started: rest }) =>
      moments === 0 ? 'The rule names no moment there' : `${plural(moments, 'moment')}: ${started} started, ${waiting} waiting, ${rest} not started`,
    touches: [['schedules']],
    errors: 'inline',
    onDone: onClose,
  })
  const placed = placeRefusal(backfill.error, ['from', 'until'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = { ...(from === '' ? { from: 'Choose a day and a time.' } : {}), ...(until === '' ? { until: 'Choose a day and a time.' } : {}) }
    setMissing(found)
    if (Object.keys(found).length === 0) backfill.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={`Backfill ${schedule.name}`} description={`Fires for each moment that its rule names in a past range, each once. ${OVERLAPS[schedule.definition.overlap ?? 'skip'].means} Times are those of ${ownZone()}.`}>
      <form noValidate onSubmit={submit} className="grid gap-4">
        <Field label="From" error={missing.from ?? placed.at.from}>{(control) => <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} {...control} />}</Field>
        <Field label="Until" help="Before then." error={missing.until ?? placed.at.until}>{(control) => <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} {...control} />}</Field>
        <FormError refusal={placed.rest} />
        <DialogActions>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" pending={backfill.isPending}>Backfill</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
