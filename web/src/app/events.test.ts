import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Operation } from '../api/types'
import { createInvalidator, patched, staleKeys } from './events'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

test('a burst of events costs one invalidation per key', () => {
  const invalidate = vi.fn()
  const mark = createInvalidator(invalidate, 400)
  for (let event = 0; event < 500; event++) mark(['/resources'], ['/facets'])
  expect(invalidate).not.toHaveBeenCalled()
  vi.advanceTimersByTime(400)
  expect(invalidate.mock.calls).toEqual([[['/resources']], [['/facets']]])
})
test('a burst that never ends does not starve the page', () => {
  const invalidate = vi.fn()
  const mark = createInvalidator(invalidate, 400)
  for (let at = 0; at < 2000; at += 100) { mark(['/resources']); vi.advanceTimersByTime(100) }
  expect(invalidate.mock.calls.length).toBe(5)
})
test('one resource makes itself and the lists stale, not other resources', () => {
  expect(staleKeys({ type: 'resource.changed', at: '', subject: 'r1' })).toEqual([['/resource', 'r1'], ['/resources'], ['/facets'], ['/changes']])
  expect(staleKeys({ type: 'resource.changed', at: '', subject: 'r1', change: 'deleted' })).toContainEqual(['/accounts'])
  expect(staleKeys({ type: 'resource.changed', at: '', subject: 'r1', change: 'deleted' })).toContainEqual(['/recycled'])
})
test('a line of a log makes only that log stale', () => {
  expect(staleKeys({ type: 'operation.logged', at: '', subject: 'o1', seq: 3 })).toEqual([['/operation-log', 'o1']])
})

test('an operation with steps says that it ended no sooner than its steps do', () => {
  const event = { type: 'operation.changed', at: '', subject: 'o1', state: 'succeeded', progress: 1 }
  const row = { id: 'o1', state: 'running', progress: 0.5 } as Operation
  expect(patched(row, event)).toMatchObject({ state: 'succeeded', progress: 1 })
  expect(patched({ ...row, steps: [] }, event)).toMatchObject({ state: 'running', progress: 0.5 })
  expect(patched({ ...row, steps: [] }, { ...event, state: 'running', progress: 0.7 })).toMatchObject({ progress: 0.7 })
  expect(patched({ ...row, id: 'o2' }, event)).toMatchObject({ state: 'running' })
})
