import { describe, expect, test } from 'vitest'
import { chartsOf, pathOf, rates, roundUp } from './metrics'

describe('metrics', () => {
  test('a counter becomes what it grew per second, without the step of a reset', () => {
    expect(rates([[0, 0], [1000, 100], [3000, 500], [4000, 10], [5000, 20]])).toEqual([[1000, 100], [3000, 200], [5000, 10]])
  })
  test('received and sent share one chart, in bits', () => {
    const charts = chartsOf([
      { name: 'network.sentBytes', unit: 'B', points: [[0, 0], [1000, 10]] },
      { name: 'cpu.usagePercent', unit: '%', points: [[0, 140]] },
      { name: 'network.receivedBytes', unit: 'B', points: [[0, 0], [1000, 20]] },
      { name: 'processes', unit: '', points: [[0, 3]] },
    ])
    expect(charts.map((chart) => [chart.key, chart.series.map((series) => series.name)])).toEqual([['cpu', ['cpu']], ['network', ['received', 'sent']], ['processes', ['processes']]])
    expect(charts[0]!.top).toBe(140)
    expect(charts[1]!.series[0]!.points).toEqual([[1000, 160]])
  })
  test('a hole in time is a gap in the line', () => {
    expect(pathOf([[0, 0], [10, 50], [20, 100], [90, 100]], 100, 10, 0, 100, 100)).toBe('M0.0 10.0L10.0 5.0L20.0 0.0M90.0 0.0')
  })
  test.each([[0, 1], [3, 5], [5, 5], [0.07, 0.1], [1200, 2000]])('the axis above %d ends at %d', (value, top) => {
    expect(roundUp(value)).toBeCloseTo(top)
  })
})
