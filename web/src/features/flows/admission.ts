// Why a run is not let in yet, in words. Pure.
import type { AdmissionLine, Waits } from '@/api/types'
import { ago, plural } from '@/ui/format'

const of = ({ key }: { key: string | null }) => (key === null ? '' : ` of “${key}”`)

/** In a sentence, for the page of the run. */
export function waitsWords(waits: Waits, now = Date.now()): string {
  const place = waits.place === null ? '' : waits.place === 1 ? ' It is next' : ` It is number ${waits.place}`
  const soon = waits.until === null ? '' : `, ${ago(waits.until, now)} at the latest`
  switch (waits.for) {
    case 'concurrency':
      return `Waits until another run${of(waits)} has ended.${place}`
    case 'rate':
      return `Waits because so many runs${of(waits)} have begun lately.${place}`
    case 'debounce':
      return `Waits until nothing more${of(waits)} is started${soon}`
    case 'batch':
      return `Gathers starts${of(waits)}: ${plural(waits.items ?? 1, 'item')} so far${soon}`
  }
}

/** In a word or two, where it stands in a list. */
export function waitsWord(waits: Waits): string {
  if (waits.for === 'batch') return 'Gathers'
  return waits.place === null ? 'Waits' : `Waits: no. ${waits.place}`
}

/** How many are there, over all keys. */
export function lineWords(lines: AdmissionLine[]): string {
  const sum = (pick: (line: AdmissionLine) => number) => lines.reduce((total, line) => total + pick(line), 0)
  const gathering = sum((line) => line.gathering)
  return `${sum((line) => line.under_way)} under way, ${sum((line) => line.waiting)} waiting${gathering > 0 ? `, ${gathering} gathering` : ''}`
}

/** Whether a plan says anything about how its runs are let in; only then there is something to ask for. */
export const admits = (plan: string) => /^admission\s*:/m.test(plan)
