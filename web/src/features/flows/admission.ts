// Why a run is not let in yet, in a sentence.
import type { Waits } from '../../api/types'

const at = (moment: string) => new Date(moment).toLocaleTimeString()

export function waitsWords(waits: Waits): string {
  const key = waits.key ? ` of ${waits.key}` : ''
  const place = waits.place ? `, place ${waits.place}` : ''
  const until = waits.until ? ` until ${at(waits.until)}` : ''
  switch (waits.for) {
    case 'concurrency':
      return `Waits for a run${key} to end${place}`
    case 'rate':
      return `Waits for its rate${key}${place}`
    case 'debounce':
      return `Waits for a quiet time${key}${until}`
    case 'batch':
      return `Gathers starts${key}${until}, ${waits.items ?? 1} so far`
  }
}
