import type { RecycledItem, Started } from '../../api/types'
import { client, take } from '../../api/client'
import { keys } from '../../api/queries'
import { keyset } from '../../api/query'

/** What can be done with a thing in the bin. */
export type BinVerb = 'restore' | 'purge'

export const recycledQuery = keyset<RecycledItem>(keys.recycled, (cursor, signal) =>
  take(client.GET('/api/v1/resources/recycled', { params: { query: { limit: 100, cursor } }, signal })))

/** Computes what would happen, or does it under a key that lets a repeated request find the operation of the first. */
export function send(id: string, verb: BinVerb, how: { dryRun: true; signal: AbortSignal } | { key: string }): Promise<Started> {
  const isDry = 'dryRun' in how
  const options = {
    params: { path: { id }, query: isDry ? { dryRun: true } : {} },
    headers: isDry ? {} : { 'Idempotency-Key': how.key },
    signal: isDry ? how.signal : null,
  }
  return verb === 'purge' ? take(client.DELETE('/api/v1/resources/recycled/{id}', options)) : take(client.POST('/api/v1/resources/recycled/{id}/restore', options))
}
