import { expect, test } from 'vitest'
import { daysLeft } from './left'

const now = Date.parse('2026-01-01T12:00:00Z')
test('a begun day counts, and what is due has none left', () => {
  expect(daysLeft('2026-01-08T12:00:00Z', now)).toBe(7)
  expect(daysLeft('2026-01-01T13:00:00Z', now)).toBe(1)
  expect(daysLeft('2025-12-31T00:00:00Z', now)).toBe(0)
})
