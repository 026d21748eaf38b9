import createClient from 'openapi-fetch'
import i18next from 'i18next'
import type { paths } from './schema'
import { ProblemError, readProblem } from './problem'

let onSignedOut = () => {}

/** Says what happens when the server no longer knows the session. */
export function whenSignedOut(handler: () => void) { onSignedOut = handler }

/** The typed client. Mutations of a cookie session carry the header that a foreign site cannot set. */
export const client = createClient<paths>({ baseUrl: '', headers: { 'X-Requested-With': 'yunqiao' } })

client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', i18next.language ?? 'en')
    return request
  },
  async onResponse({ request, response }) {
    if (response.ok) return response
    const isSignIn = request.method === 'POST' && request.url.endsWith('/api/v1/session')
    if (response.status === 401 && !isSignIn) onSignedOut()
    throw new ProblemError(await readProblem(response))
  },
})

/** The body of an answer; failures were thrown as ProblemError on the way. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
