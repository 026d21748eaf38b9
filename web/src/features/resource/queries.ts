import { queryOptions } from '@tanstack/react-query'
import type { Change, Relation } from '../../api/types'
import { client, take } from '../../api/client'
import { keys } from '../../api/queries'
import { keyset } from '../../api/query'

const pathOf = (id: string) => ({ path: { id } })
const metricsSeconds = 5

/** The edges of a resource, in both directions; a few hundred at most are worth reading as a list. */
export const relationsQuery = (id: string) => keyset<Relation>([...keys.resource(id), 'relations'], (cursor, signal) =>
  take(client.GET('/api/v1/resources/{id}/relations', { params: { ...pathOf(id), query: { limit: 200, cursor } }, signal })))

/** What became different, newest first. */
export const historyQuery = (id: string) => keyset<Change>([...keys.resource(id), 'changes'], (cursor, signal) =>
  take(client.GET('/api/v1/resources/{id}/changes', { params: { ...pathOf(id), query: { limit: 100, cursor } }, signal })))

export const recordsQuery = (id: string) => queryOptions({
  queryKey: [...keys.resource(id), 'records'], queryFn: ({ signal }) => take(client.GET('/api/v1/resources/{id}/records', { params: pathOf(id), signal })),
})

/** Live samples; no event announces them, so an open page asks while the thing runs. */
export const metricsQuery = (id: string, isRunning: boolean) => queryOptions({
  queryKey: ['/metrics', id],
  queryFn: ({ signal }) => take(client.GET('/api/v1/resources/{id}/metrics', { params: pathOf(id), signal })),
  refetchInterval: isRunning ? metricsSeconds * 1000 : false, staleTime: metricsSeconds * 1000,
})
