import type { Problem } from '../../api/draft'
import type { Span } from '../../lib/query'

/** What the server says of a query it cannot run, with the place when it names one; undefined for other failures. */
export function refusalOf(problem: Problem, query: string): { text: string; span?: Span } | undefined {
  if (!problem.code.startsWith('query.')) return undefined
  const first = problem.errors?.[0]
  const place = /(\d+)(?:[-.]+(\d+))?$/.exec(first?.pointer ?? '')
  const words = first?.detail || problem.detail || problem.title
  if (!place) return { text: words }
  const start = Math.min(Number(place[1]), Math.max(0, query.length - 1))
  const end = place[2] ? Number(place[2]) : start + (/^[^\s()]*/.exec(query.slice(start))?.[0].length || 1)
  return { text: words, span: { start, end: Math.max(end, start + 1) } }
}
