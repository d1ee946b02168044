// What the worker of the example can do.
import { defineActivities } from '@gatewright/sdk'

export type Counts = Record<string, number>

export const activities = defineActivities({
  count_words: ({ text }: { text: string }): Counts => {
    const counts: Counts = {}
    for (const [word] of text.toLowerCase().matchAll(/\p{Letter}+/gu)) counts[word] = (counts[word] ?? 0) + 1
    return counts
  },

  sum: (parts: Counts[], context) => {
    const sums: Counts = {}
    for (const [word, count] of parts.flatMap(Object.entries) as [string, number][]) sums[word] = (sums[word] ?? 0) + count
    const sorted = Object.entries(sums).sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
    context.file('words.csv', sorted.map(([word, count]) => `${word},${count}\n`).join(''), 'text/csv')
    return { words: sorted.length, commonest: sorted[0]?.[0] ?? null }
  },
})
