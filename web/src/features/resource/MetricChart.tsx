import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes, clock, count, unknown } from '../../lib/format'
import { type Chart, pathOf, roundUp } from './metrics'

const width = 360

/** A number as its chart's unit reads. */
export function figure(value: number | undefined, unit: Chart['unit']): string {
  if (value === undefined) return unknown
  switch (unit) {
    case 'percent': return `${value < 10 ? value.toFixed(1) : Math.round(value)}%`
    case 'bytes': return bytes(value)
    case 'bytesPerSecond': return `${bytes(value)}/s`
    case 'bitsPerSecond': return value < 1000 ? `${Math.round(value)} bit/s` : value >= 1e6 ? `${(value / 1e6).toFixed(1)} Mbit/s` : `${(value / 1e3).toFixed(value >= 1e4 ? 0 : 1)} kbit/s`
    default: return count(Math.round(value))
  }
}

/** A small line chart of recent samples, with the same numbers as a table for those who cannot see it. */
export function MetricChart({ chart, height = 58 }: { chart: Chart; height?: number }) {
  const { t } = useTranslation('resource')
  const id = useId()
  const points = chart.series.flatMap((series) => series.points)
  const from = Math.min(...points.map(([at]) => at))
  const to = Math.max(...points.map(([at]) => at))
  const top = chart.top ?? roundUp(Math.max(...points.map(([, value]) => value)))
  const name = chart.key.includes('.') || !known.has(chart.key) ? chart.key : t(`metric.${chart.key}`)
  return (
    <figure className="metric" aria-labelledby={id}>
      <figcaption id={id}>
        <span>{name}</span>
        <span className="metric-now tabular">
          {chart.series.map((series, index) => (
            <span key={series.name}>{chart.series.length > 1 && <><i className={`metric-dot is-${index}`} aria-hidden />{t(`series.${series.name}`)} </>}<strong>{figure(series.points.at(-1)?.[1], chart.unit)}</strong>{chart.key === 'memory' && chart.top !== undefined && ` / ${bytes(chart.top)}`}</span>
          ))}
        </span>
      </figcaption>
      {to > from && <div className="metric-plot" aria-hidden>
        <span className="metric-top tabular">{figure(top, chart.unit)}</span>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" height={height}>
          <path className="metric-grid" d={`M0 .5H${width}M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}`} />
          {chart.series.map((series, index) => {
            const line = pathOf(series.points, width, height, from, to, top)
            return <g key={series.name} className={`metric-series is-${index}`}>{chart.series.length === 1 && !line.slice(1).includes('M') && series.points.length > 1 && <path className="metric-area" d={`${line}V${height}H0Z`} />}<path className="metric-line" d={line} /></g>
          })}
        </svg>
        <span className="metric-axis tabular"><span>{clock(from)}</span><span>{clock(to)}</span></span>
      </div>}
      <table className="sr-only">
        <caption>{name}</caption>
        <thead><tr><th scope="col">{t('metric.at')}</th>{chart.series.map((series) => <th key={series.name} scope="col">{chart.series.length > 1 ? t(`series.${series.name}`) : name}</th>)}</tr></thead>
        <tbody>{chart.series[0]!.points.slice(-12).map(([at], index, last) => <tr key={at}><td>{clock(at)}</td>{chart.series.map((series) => <td key={series.name}>{figure(series.points.at(index - last.length)?.[1], chart.unit)}</td>)}</tr>)}</tbody>
      </table>
    </figure>
  )
}

const known = new Set(['cpu', 'memory', 'network', 'disk', 'processes'])
