// Moving a run to another version of its flow: what is asked, and what the check tells. Pure.
import type { MigrationMapping } from '@/api/mutations'
import type { CarriedStep } from '@/api/types'

/** What somebody chose for steps: for one that the run has, another name or that it goes; for a new one, what is done about it. Nothing: as the check has it. */
export interface Choices {
  steps: Record<string, string>
  late: Record<string, 'do' | 'skip'>
}
/** Chosen for a step that goes. No step is called so: names have no spaces. */
export const DROPPED = ' dropped'

export const mappingOf = ({ steps, late }: Choices, to: string[]): MigrationMapping => ({
  steps: Object.fromEntries(Object.entries(steps).filter(([, name]) => name === DROPPED || to.includes(name)).map(([old, name]) => [old, name === DROPPED ? null : name])),
  late: Object.fromEntries(Object.entries(late).filter(([step]) => to.includes(step))),
})

/** Steps of the run that the other version does not have: somebody has to say what becomes of those that have begun. */
export const gone = (from: string[], to: string[]) => from.filter((step) => !to.includes(step))
/** Steps that only the other version has, and that no step of the run becomes. */
export const added = (from: string[], to: string[], { steps }: Choices) => to.filter((step) => !from.includes(step) && !Object.values(steps).includes(step))

export const FATES: Record<CarriedStep['fate'], string> = {
  kept: 'Is over and stays what it is',
  goes_on: 'Goes on',
  not_begun: 'Will be what the new version says',
  new: 'Is new',
  passed_over: 'Is new and passed over: steps behind it have begun',
  dropped: 'Goes',
}

export const stepWords = ({ from, to }: CarriedStep): string => (from === null ? (to ?? '') : to === null || from === to ? from : `${from} → ${to}`)
