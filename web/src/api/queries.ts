import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, take } from './client'
import { keyset } from './query'
import type { Operation } from './types'

/** Keys are the address of what they hold, so an event can name what it makes stale. */
export const keys = {
  session: ['/session'] as const,
  accounts: ['/accounts'] as const,
  account: (id: string) => ['/accounts', id] as const,
  resources: ['/resources'] as const,
  resource: (id: string) => ['/resource', id] as const,
  recycled: ['/recycled'] as const,
  facets: ['/facets'] as const,
  changes: ['/changes'] as const,
  operations: ['/operations'] as const,
  operation: (id: string) => ['/operation', id] as const,
  operationItems: (id: string) => ['/operation-items', id] as const,
  operationLog: (id: string) => ['/operation-log', id] as const,
}

export const sessionQuery = queryOptions({
  queryKey: keys.session, staleTime: Infinity, queryFn: ({ signal }) => take(client.GET('/api/v1/session', { signal })),
})
export const accountsQuery = queryOptions({
  queryKey: keys.accounts, queryFn: ({ signal }) => take(client.GET('/api/v1/accounts', { params: { query: { limit: 1000 } }, signal })),
})
export const accountQuery = (id: string) => queryOptions({
  queryKey: keys.account(id), queryFn: ({ signal }) => take(client.GET('/api/v1/accounts/{id}', { params: { path: { id } }, signal })),
})
export const providersQuery = queryOptions({
  queryKey: ['/providers'], staleTime: Infinity, queryFn: ({ signal }) => take(client.GET('/api/v1/providers', { signal })),
})
export const suggestionsQuery = queryOptions({
  queryKey: ['/accounts', 'suggestions'], queryFn: ({ signal }) => take(client.GET('/api/v1/accounts/suggestions', { signal })),
})
export const kindsQuery = queryOptions({
  queryKey: ['/kinds'], staleTime: Infinity, queryFn: ({ signal }) => take(client.GET('/api/v1/kinds', { signal })),
})
export const facetsQuery = (query: string, by: string[]) => queryOptions({
  queryKey: [...keys.facets, query, by],
  queryFn: ({ signal }) => take(client.GET('/api/v1/resources/facets', { params: { query: { q: query, by: by.join(',') } }, signal })),
})
/** What may stand at a place of a query, in the chosen language. */
export const completionQuery = (query: string, at: number, language: string) => queryOptions({
  queryKey: [...keys.resources, 'complete', query, at, language], staleTime: 30_000, placeholderData: keepPreviousData, retry: false,
  queryFn: ({ signal }) => take(client.GET('/api/v1/resources/complete', { params: { query: { q: query, at } }, signal })),
})
export const resourceQuery = (id: string) => queryOptions({
  queryKey: keys.resource(id), queryFn: ({ signal }) => take(client.GET('/api/v1/resources/{id}', { params: { path: { id } }, signal })),
})
export const changesQuery = (limit: number) => queryOptions({
  queryKey: [...keys.changes, limit],
  queryFn: ({ signal }) => take(client.GET('/api/v1/changes', { params: { query: { limit } }, signal })),
})
/** Operations, newest first; `state` may name several, separated by commas. */
export const operationsQuery = (filter: { state?: string; resource?: string } = {}, limit = 100) =>
  keyset<Operation>([...keys.operations, filter, limit], (cursor, signal) =>
    take(client.GET('/api/v1/operations', { params: { query: { ...filter, limit, cursor } }, signal })))
export const operationQuery = (id: string) => queryOptions({
  queryKey: keys.operation(id), queryFn: ({ signal }) => take(client.GET('/api/v1/operations/{id}', { params: { path: { id } }, signal })),
})
