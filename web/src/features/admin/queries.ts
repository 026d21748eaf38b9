import { queryOptions } from '@tanstack/react-query'
import { client, take } from '../../api/client'
import type { AuditItem } from '../../api/types'
import { keyset } from '../../api/query'

export const usersQuery = queryOptions({ queryKey: ['/users'], queryFn: ({ signal }) => take(client.GET('/api/v1/users', { params: { query: { limit: 1000 } }, signal })) })
export const tokensQuery = queryOptions({ queryKey: ['/tokens'], queryFn: ({ signal }) => take(client.GET('/api/v1/tokens', { params: { query: { limit: 1000 } }, signal })) })
export const aboutQuery = queryOptions({ queryKey: ['/about'], queryFn: ({ signal }) => take(client.GET('/api/v1/about', { signal })) })
export const auditQuery = (q: string) => keyset<AuditItem>(['/audit', q], (cursor, signal) =>
  take(client.GET('/api/v1/audit', { params: { query: { q: q || undefined, limit: 100, cursor } }, signal })))
