import type { Metric } from '../../api/types'

export type Point = [at: number, value: number]
export interface Series { name: string; points: Point[] }
/** One chart: what it shows and how its numbers read. */
export interface Chart { key: string; unit: 'percent' | 'bytes' | 'bytesPerSecond' | 'bitsPerSecond' | 'count'; series: Series[]; top?: number }

/** A counter as what it grew per second; a counter that fell was reset, and that step is left out. */
export function rates(points: Point[]): Point[] {
  return points.slice(1).flatMap(([at, value], index): Point[] => {
    const [before, known] = points[index]!
    return at > before && value >= known ? [[at, ((value - known) * 1000) / (at - before)]] : []
  })
}

const counters: Record<string, { chart: string; name: string; bits?: boolean }> = {
  'network.receivedBytes': { chart: 'network', name: 'received', bits: true },
  'network.sentBytes': { chart: 'network', name: 'sent', bits: true },
  'disk.readBytes': { chart: 'disk', name: 'read' },
  'disk.writtenBytes': { chart: 'disk', name: 'written' },
}

/** The samples of a metric as pairs, which a list of lists does not promise. */
const pointsOf = (metric: Metric) => metric.points.flatMap(([at, value]): Point[] => (at === undefined || value === undefined ? [] : [[at, value]]))

/** The charts of what a cloud meters, in a fixed order; a metric nobody planned for gets its own. */
export function chartsOf(metrics: Metric[]): Chart[] {
  const by = new Map(metrics.map((metric) => [metric.name, pointsOf(metric)]))
  const charts: Chart[] = []
  const cpu = by.get('cpu.usagePercent')
  if (cpu?.length) charts.push({ key: 'cpu', unit: 'percent', series: [{ name: 'cpu', points: cpu }], top: Math.max(100, ...cpu.map(([, value]) => value)) })
  const memory = by.get('memory.usedBytes')
  const limit = by.get('memory.limitBytes')?.at(-1)?.[1]
  if (memory?.length) charts.push({ key: 'memory', unit: 'bytes', series: [{ name: 'memory', points: memory }], ...(limit ? { top: limit } : {}) })
  for (const key of ['network', 'disk']) {
    const series = Object.entries(counters).filter(([metric, counter]) => counter.chart === key && by.has(metric))
      .map(([metric, counter]) => ({ name: counter.name, points: rates(by.get(metric)!).map(([at, value]): Point => [at, counter.bits ? value * 8 : value]) }))
    if (series.some((each) => each.points.length > 0)) charts.push({ key, unit: key === 'network' ? 'bitsPerSecond' : 'bytesPerSecond', series })
  }
  const planned = new Set(['cpu.usagePercent', 'memory.usedBytes', 'memory.limitBytes', ...Object.keys(counters)])
  for (const metric of metrics) {
    if (!planned.has(metric.name) && metric.points.length > 0) charts.push({ key: metric.name, unit: metric.unit === 'B' ? 'bytes' : metric.unit === '%' ? 'percent' : 'count', series: [{ name: metric.name, points: by.get(metric.name)! }] })
  }
  return charts
}

/** A path through points; a hole longer than three times the usual step is a gap, not a line. */
export function pathOf(points: Point[], width: number, height: number, from: number, to: number, top: number): string {
  const steps = points.slice(1).map(([at], index) => at - points[index]![0]).sort((a, b) => a - b)
  const usual = steps[Math.floor(steps.length / 2)] ?? 0
  const x = (at: number) => (to > from ? ((at - from) / (to - from)) * width : 0)
  const y = (value: number) => height - (top > 0 ? Math.min(1, Math.max(0, value / top)) : 0) * height
  return points.map(([at, value], index) => {
    const isGap = index === 0 || at - points[index - 1]![0] > usual * 3
    return `${isGap ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`
  }).join('')
}

/** The next round number above a value: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!
}
