import { describe, expect, test } from 'vitest'
import type { Plan } from '../../api/types'
import { effectCells, isSmall, mergePlans, newSince } from './plan'

const plan = (id: string, affects: Plan['affects'], rest: Partial<Plan> = {}): Plan =>
  ({ id, computedAt: `2026-01-01T00:00:0${id}Z`, steps: [], affects, quota: [], apiCalls: [{ action: 'DELETE /containers/{id}', count: 1 }], warnings: ['same'], ...rest })
const shared = { resource: 'n', kind: 'container/network', name: 'net' }
const two = mergePlans([
  plan('2', [{ resource: 'a', kind: 'container/container', name: 'a', effect: 'destroyed' }, { ...shared, effect: 'changed' }]),
  plan('1', [{ resource: 'b', kind: 'container/container', name: 'b', effect: 'destroyed' }, { ...shared, effect: 'detached' }], { warnings: ['same', 'own'] }),
])

describe('plans of several resources', () => {
  test('name each thing once with its worst effect, worst first', () => {
    expect(two.affects.map(({ name, effect }) => [name, effect])).toEqual([['a', 'destroyed'], ['b', 'destroyed'], ['net', 'detached']])
  })
  test('add up calls, keep warnings once and the oldest moment', () => {
    expect(two.apiCalls).toEqual([{ action: 'DELETE /containers/{id}', count: 2 }])
    expect(two.warnings).toEqual(['same', 'own'])
    expect(two.computedAt).toBe('2026-01-01T00:00:01Z')
  })
  test('are counted by effect and kind', () => {
    expect(effectCells(two)).toEqual([{ effect: 'destroyed', kind: 'container/container', count: 2 }, { effect: 'detached', kind: 'container/network', count: 1 }])
  })
})

test('a recomputed plan says what is new in it', () => {
  const before = mergePlans([plan('1', [{ resource: 'a', kind: 'k', name: 'a', effect: 'stopped' }, { ...shared, effect: 'changed' }])])
  const after = mergePlans([plan('2', [{ resource: 'a', kind: 'k', name: 'a', effect: 'stopped' }, { ...shared, effect: 'detached' }], { warnings: ['same', 'new'] })])
  expect([...newSince(before, after).affects]).toEqual(['n'])
  expect([...newSince(before, after).warnings]).toEqual(['new'])
  expect(newSince(undefined, after).affects.size).toBe(0)
})

test('only a plan that destroys nothing and touches little is small', () => {
  expect(isSmall(mergePlans([plan('1', [{ resource: 'a', kind: 'k', name: 'a', effect: 'stopped' }])]))).toBe(true)
  expect(isSmall(two)).toBe(false)
})
