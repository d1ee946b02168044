// Where each attempt stands on the time axis. Pure: the same attempts and the same "now" give the same picture.
import type { GateAttempt, GateStatus, Phase } from '@/api/types'

export interface Bar {
  attempt: number
  status: GateStatus
  /** Shares of the axis, 0 to 1. */
  left: number
  width: number
}

export interface Row {
  gate: string
  name: string
  phase: Phase | null
  latest: GateAttempt
  /** Oldest first. */
  bars: Bar[]
  attempts: number
  duration: number | null
  tokens: number
  cost: number | null
  costIncomplete: boolean
}

export interface Waterfall {
  rows: Row[]
  /** Working time the axis spans, in ms: waiting longer than `gapCap` counts as `gapCap`. */
  span: number
  /** Where waiting was cut short, shares of the axis. */
  breaks: number[]
}

/** Waiting for a person may take days while the work takes seconds: a pause is drawn as at most this share of the working time. */
const GAP_SHARE = 0.06
const SMALLEST_SPAN_MS = 1

export function layoutWaterfall(gates: GateAttempt[], now: number): Waterfall {
  const byGate = new Map<string, GateAttempt[]>()
  for (const gate of gates) {
    const known = byGate.get(gate.gate_id)
    if (known) known.push(gate)
    else byGate.set(gate.gate_id, [gate])
  }
  const scale = timeScale(gates.map((gate) => interval(gate, now)).filter((times) => times !== null))
  const rows = [...byGate.values()].map((attempts) => row(attempts.sort((a, b) => a.attempt_number - b.attempt_number), now, scale.at))
  rows.sort((a, b) => a.latest.gate_order - b.latest.gate_order)
  return { rows, span: scale.span, breaks: scale.breaks }
}

function row(attempts: GateAttempt[], now: number, at: (time: number) => number): Row {
  const latest = attempts[attempts.length - 1]
  if (!latest) throw new Error('a gate without attempts has no row')
  const bars = attempts.flatMap((attempt): Bar[] => {
    const times = interval(attempt, now)
    if (!times) return []
    const left = at(times[0])
    return [{ attempt: attempt.attempt_number, status: attempt.status, left, width: at(times[1]) - left }]
  })
  const started = attempts.filter((attempt) => attempt.started_at !== null)
  const costs = started.map((attempt) => attempt.cost_usd)
  const known = costs.filter((cost) => cost !== null)
  return {
    gate: latest.gate_id,
    name: latest.gate_name,
    phase: latest.phase,
    latest,
    bars,
    attempts: started.length,
    duration: bars.length === 0 ? null : started.reduce((sum, attempt) => { const times = interval(attempt, now); return times ? sum + times[1] - times[0] : sum }, 0),
    tokens: attempts.reduce((sum, attempt) => sum + attempt.tokens_in + attempt.tokens_out, 0),
    cost: known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0),
    costIncomplete: known.length > 0 && known.length < costs.length,
  }
}

/** When an attempt worked. One that waits for approval stopped working when its checks were done. */
function interval(attempt: GateAttempt, now: number): [number, number] | null {
  if (attempt.started_at === null) return null
  const start = Date.parse(attempt.started_at)
  if (attempt.duration_ms > 0 && (attempt.completed_at !== null || attempt.awaiting_approval)) return [start, start + attempt.duration_ms]
  return [start, Math.max(start, attempt.completed_at === null ? now : Date.parse(attempt.completed_at))]
}

/** Maps times to shares of the axis, with long pauses cut short. */
function timeScale(intervals: [number, number][]): { at: (time: number) => number; span: number; breaks: number[] } {
  if (intervals.length === 0) return { at: () => 0, span: 0, breaks: [] }
  const merged: [number, number][] = []
  for (const [start, end] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged[merged.length - 1]
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  const working = merged.reduce((sum, [start, end]) => sum + end - start, 0)
  const cap = Math.max(SMALLEST_SPAN_MS, working * GAP_SHARE)
  // The axis as pieces: from a time on, how far along we are.
  const pieces: { from: number; offset: number }[] = []
  const cuts: number[] = []
  let offset = 0
  merged.forEach(([start, end], index) => {
    const before = merged[index - 1]
    if (before) {
      const gap = start - before[1]
      if (gap > cap) cuts.push(offset + cap / 2)
      offset += Math.min(gap, cap)
    }
    pieces.push({ from: start, offset })
    offset += end - start
  })
  const span = Math.max(SMALLEST_SPAN_MS, offset)
  const at = (time: number) => {
    let low = 0
    let high = pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((pieces[middle]?.from ?? 0) <= time) low = middle
      else high = middle - 1
    }
    const piece = pieces[low]
    return piece ? Math.min(1, Math.max(0, (piece.offset + time - piece.from) / span)) : 0
  }
  return { at, span, breaks: cuts.map((cut) => cut / span) }
}

/** Round marks on an axis of `span` ms, about `wanted` of them. */
export function ticks(span: number, wanted = 5): number[] {
  if (span <= 0) return []
  const rough = span / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  return Array.from({ length: Math.floor(span / step) }, (_, index) => (index + 1) * step)
}
