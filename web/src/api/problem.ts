import type { Problem } from './types'

/** A request that the server refused or that never reached it; `problem.detail` is already in the person's language. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ProblemError'
    this.problem = problem
  }

  get status() { return this.problem.status }
}

/** The problem of a failed answer; a body that is not problem+json (a proxy's page) keeps only its status. */
export async function readProblem(response: Response): Promise<Problem> {
  const bare: Problem = {
    type: 'about:blank', title: '', detail: '', status: response.status, code: `http.${response.status}`,
    retryable: response.status >= 500, traceId: '',
  }
  try {
    return { ...bare, ...(await response.json() as Partial<Problem>) }
  } catch {
    return bare
  }
}

/** The problem of anything thrown by a query: a lost network becomes `network.unreachable`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return { type: 'about:blank', title: '', detail: '', status: 0, code: 'network.unreachable', retryable: true, traceId: '' }
}
