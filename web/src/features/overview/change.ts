import { unknown } from '../../lib/format'

const longest = 40

/** A value of a change in one short line; nothing reads as a dash. */
export function shortValue(value: unknown): string {
  if (value === undefined || value === null || value === '') return unknown
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
