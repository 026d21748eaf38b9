import type { Problem } from '../../api/types'
import type { Span } from '../../lib/query'

/** What the server says of a query it cannot run, with the place that it names (`?q#char=START,END`); undefined for other failures. */
export function refusalOf(problem: Problem, query: string): { text: string; span?: Span } | undefined {
  if (!problem.code.startsWith('query.')) return undefined
  const first = problem.errors?.[0]
  const place = /[#&]char=(\d+),(\d+)$/.exec(first?.pointer ?? '')
  const words = first?.detail || problem.detail || problem.title
  if (!place) return { text: words }
  // An error behind the last letter is shown at the last letter.
  const start = Math.min(Number(place[1]), Math.max(0, query.length - 1))
  return { text: words, span: { start, end: Math.max(Number(place[2]), start + 1) } }
}
