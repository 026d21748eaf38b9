import { expect, test } from 'vitest'
import type { Account, SyncState, SyncUnit } from '../../api/types'
import { causesOf, heldCount, matrixOf, syncState } from './sync'

const unit = (state: SyncState, kind = 'a', region = 'global', done = true): SyncUnit => ({ kind, region, state, count: 1, ...(done && { lastSuccessAt: '2026-11-21T00:00:00Z' }) })
const account = (state: SyncState, units: SyncUnit[], more: Partial<Account['sync']> = {}) =>
  ({ sync: { state, feed: 'none', lastSuccessAt: '2026-11-21T00:00:00Z', units, ...more } }) as Account

test('a held unit is said before all else', () => {
  expect(syncState(account('running', [unit('held'), unit('failed', 'b')])).word).toBe('held')
})
test('one failed unit of two is a partial sync, all failed is unreachable', () => {
  expect(syncState(account('failed', [unit('failed'), unit('idle', 'b')]))).toMatchObject({ word: 'partial', glyph: 'warning', values: { count: 1 } })
  expect(syncState(account('failed', [unit('failed'), unit('failed', 'b')])).word).toBe('failed')
})
test('the first sync counts the units that are done', () => {
  const units = [unit('idle', 'a'), unit('running', 'b', 'global', false), unit('unknown', 'c', 'global', false), unit('idle', 'd')]
  expect(syncState(account('running', units, { lastSuccessAt: undefined }))).toMatchObject({ word: 'first', values: { percent: 50 } })
})
test('an open feed is live even while a timer reads', () => {
  expect(syncState(account('running', [unit('running')], { feed: 'live' })).word).toBe('live')
})
test('the matrix has a hole where a region has no such kind', () => {
  const { regions, rows } = matrixOf([unit('idle', 'a', 'r1'), unit('idle', 'b', 'r2')])
  expect(regions).toEqual(['r1', 'r2'])
  expect(rows.map((row) => row.cells.map(Boolean))).toEqual([[true, false], [false, true]])
})
test('one cause is said once, whatever it stopped', () => {
  const error = (detail: string) => ({ code: 'provider.unavailable', title: '', detail, retryable: true })
  const units = [{ ...unit('failed', 'a'), error: error('down') }, { ...unit('failed', 'b'), error: error('down') }, { ...unit('failed', 'c'), error: error('denied') }, { ...unit('held', 'd'), error: error('short') }]
  expect(causesOf(units).map((cause) => cause.units.map((each) => each.kind))).toEqual([['a', 'b'], ['c']])
})
test('what was never read is unknown, not zero', () => {
  expect(heldCount(account('failed', [], { lastSuccessAt: undefined }))).toBeUndefined()
})
