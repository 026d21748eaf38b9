import i18next from 'i18next'
import type { Problem } from '../../api/types'
import { readProblem } from '../../api/problem'

/** Why signing in did not work; `detail` is the server's sentence, `status` 0 means it did not answer. */
export type SignInFailure = Pick<Problem, 'status' | 'detail'>

// Plain fetch: this entry stays without the typed client and the query cache.
const request = (path: string, init: RequestInit = {}) => fetch(path, {
  ...init,
  headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'yunqiao', 'Accept-Language': i18next.language },
})

/** Signs in with a cookie; nothing when it worked. */
export async function signIn(user: string, password: string): Promise<SignInFailure | undefined> {
  try {
    const response = await request('/api/v1/session', { method: 'POST', body: JSON.stringify({ user, password }) })
    return response.ok ? undefined : await readProblem(response)
  } catch {
    return { status: 0, detail: '' }
  }
}

/** Whether the browser's cookie still opens a session. */
export async function hasSession(): Promise<boolean> {
  try {
    return (await request('/api/v1/session')).ok
  } catch {
    return false
  }
}

export async function serverIsReady(): Promise<boolean> {
  try {
    return (await fetch('/health/ready')).ok
  } catch {
    return false
  }
}
