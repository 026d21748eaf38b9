import { describe, expect, test } from 'vitest'
import { csv, nextSort, reconcile, selectRow, windowOf } from './columns'

const row = (id: string, name = id) => ({ id, name })

describe('a list', () => {
  test('draws what is in view and a little around it', () => {
    expect(windowOf(0, 720, 36, 1000)).toEqual({ first: 0, end: 28 })
    expect(windowOf(36 * 500, 720, 36, 1000)).toEqual({ first: 492, end: 528 })
    expect(windowOf(36 * 990, 720, 36, 1000)).toEqual({ first: 982, end: 1000 })
    expect(windowOf(9999, 720, 36, 3)).toEqual({ first: 3, end: 3 })
  })
  test('sorts up, down, and not at all', () => {
    expect(nextSort(undefined, 'name')).toBe('name')
    expect(nextSort('name', 'name')).toBe('-name')
    expect(nextSort('-name', 'name')).toBeUndefined()
    expect(nextSort('-name', 'kind')).toBe('kind')
  })
  test('ticks one row or a range', () => {
    const ids = ['a', 'b', 'c', 'd']
    const one = selectRow(new Set(), ids, 'b', undefined, false)
    expect([...one]).toEqual(['b'])
    expect([...selectRow(one, ids, 'd', 'b', true)]).toEqual(['b', 'c', 'd'])
    expect([...selectRow(new Set(['b']), ids, 'b', undefined, false)]).toEqual([])
  })
})

describe('a list read again', () => {
  test('changes rows where they stand and lets new ones wait', () => {
    const { rows, waiting } = reconcile([row('b'), row('d')], [row('a'), row('b', 'B'), row('c'), row('d')])
    expect(rows).toEqual([row('b', 'B'), row('d')])
    expect(waiting).toBe(2)
  })
  test('adds the next page behind the last row and drops what is gone', () => {
    const { rows, waiting } = reconcile([row('a'), row('b')], [row('b'), row('c'), row('d')])
    expect(rows.map((each) => each.id)).toEqual(['b', 'c', 'd'])
    expect(waiting).toBe(0)
  })
  test('shows everything when nothing of it was on screen', () => {
    expect(reconcile([row('x')], [row('a')]).rows).toEqual([row('a')])
    expect(reconcile([], [row('a')]).rows).toEqual([row('a')])
  })
})

test('an export quotes separators and defuses formulas', () => {
  const columns = [{ title: 'Name', text: (each: { name: string }) => each.name }, { title: 'Size, GiB', text: () => '-3' }]
  expect(csv(columns, [{ name: 'a,"b"' }, { name: '=cmd()' }])).toBe('Name,"Size, GiB"\r\n"a,""b""",-3\r\n\'=cmd(),-3')
})
