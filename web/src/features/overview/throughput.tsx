import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { Overview } from '@/api/types'
import { useIsDark } from '@/app/theme'
import { Empty } from '@/ui/states'

const SERIES = [
  { key: 'created', label: 'Created', color: '--ink-3', dash: [4, 4] },
  { key: 'completed', label: 'Completed', color: '--ok', dash: [] },
  { key: 'failed', label: 'Failed', color: '--bad', dash: [2, 2] },
] as const

/** Runs created, completed and failed per day. Lines differ by dash as well as by colour. */
export default function Throughput({ days }: { days: Overview['throughput'] }) {
  const host = useRef<HTMLDivElement>(null)
  const dark = useIsDark()
  useEffect(() => {
    const element = host.current
    if (!element || days.length === 0) return
    const style = getComputedStyle(document.documentElement)
    const color = (name: string) => style.getPropertyValue(name)
    const axis = { stroke: color('--ink-3'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px Inter, sans-serif' }
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_chart, _min, max) => [0, Math.max(4, max * 1.1)] } },
        axes: [{ ...axis, values: '{MMM} {D}', space: 70, size: 28 }, { ...axis, size: 36, incrs: [1, 2, 5, 10, 20, 50, 100, 500, 1000, 10_000] }],
        series: [
          { value: '{YYYY}-{MM}-{DD}' },
          ...SERIES.map((series) => ({ label: series.label, stroke: color(series.color), width: 1.5, dash: [...series.dash], points: { show: days.length < 3 } })),
        ],
      },
      [days.map((day) => new Date(`${day.day.slice(0, 10)}T00:00:00`).getTime() / 1000), ...SERIES.map((series) => days.map((day) => day[series.key]))] as uPlot.AlignedData,
      element,
    )
    const watcher = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight }))
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      chart.destroy()
    }
  }, [days, dark])
  if (days.length === 0) return <Empty title="No runs in this window" />
  const sum = (key: 'created' | 'completed' | 'failed') => days.reduce((total, day) => total + day[key], 0)
  return (
    <div className="flex h-full flex-col gap-2">
      <ul aria-hidden className="flex gap-4 text-xs text-ink-2">
        {SERIES.map((series) => (
          <li key={series.key} className="flex items-center gap-1.5">
            <svg viewBox="0 0 20 2" className="h-0.5 w-5"><line x1="0" y1="1" x2="20" y2="1" stroke={`var(${series.color})`} strokeWidth="2" strokeDasharray={series.dash.join(' ')} /></svg>
            {series.label}
          </li>
        ))}
      </ul>
      <div ref={host} role="img" aria-label={`Runs per day: ${sum('created')} created, ${sum('completed')} completed, ${sum('failed')} failed in ${days.length} days.`} className="min-h-0 flex-1 overflow-hidden" />
    </div>
  )
}
