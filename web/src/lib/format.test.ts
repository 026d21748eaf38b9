import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import en from './words.en.json'
import zh from './words.zh.json'
import { age, between, bytes, count, duration, shortId, time } from './format'

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { lib: en }, zh: { lib: zh } }, interpolation: { escapeValue: false } }))

describe('durations', () => {
  test.each([[40, '40 ms'], [100, '0.1 s'], [9_990, '9.9 s'], [41_000, '41 s'], [72_000, '1 min 12 s'], [7_500_000, '2 h 5 min'], [undefined, '–']])('%s ms reads %s', (millis, text) => {
    expect(duration(millis)).toBe(text)
  })
  test('an open end means now', () => {
    const start = '2026-11-21T14:00:00Z'
    expect(between(start, undefined, Date.parse(start) + 5000)).toBe('5.0 s')
  })
})

describe('ages', () => {
  const now = Date.parse('2026-11-21T14:22:07Z')
  test.each([[8, '8 s ago'], [240, '4 min ago'], [3 * 3600, '3 h ago']])('%s seconds reads %s', (seconds, text) => {
    expect(age(now - seconds * 1000, now)).toBe(text)
  })
  test('a clock that runs ahead never shows a negative age', () => { expect(age(now + 3000, now)).toBe('0 s ago') })
  test('older than a day is a date', () => { expect(age('2026-11-02T10:00:00Z', now)).toBe('Nov 2') })
  test('another year is an ISO date', () => { expect(time('2024-03-05T12:00:00Z', now)).toBe('2024-03-05') })
  test('reads in Chinese', async () => {
    await i18next.changeLanguage('zh')
    expect(age(now - 12_000, now)).toBe('12 \u79d2\u524d')
    await i18next.changeLanguage('en')
  })
})

test('counts are grouped and the unknown is a dash', () => {
  expect(count(19_819)).toBe('19,819')
  expect(count(undefined)).toBe('–')
})
test.each([[0, '0 B'], [1023, '1023 B'], [1536, '1.5 KiB'], [74_448_896, '71 MiB'], [8_589_934_592, '8.0 GiB']])('%s bytes reads %s', (value, text) => {
  expect(bytes(value)).toBe(text)
})
test('a long id keeps both ends', () => {
  expect(shortId('0192f3c1-77ab-7000-8000-000000000102')).toBe('0192f3…000102')
  expect(shortId('abc')).toBe('abc')
})
