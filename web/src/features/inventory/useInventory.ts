import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Resource, ResourceList } from '../../api/types'
import { client, take } from '../../api/client'
import { keys } from '../../api/queries'
import { keyset, mostRows, rowsOf } from '../../api/query'
import { reconcile } from '../../ui/columns'

const pageSize = 200

/** The rows of one query, read page by page; only the first page is asked for the total. */
export const inventoryQuery = (query: string, sort: string | undefined) =>
  keyset<Resource, ResourceList>([...keys.resources, 'list', query, sort ?? ''], (cursor, signal) =>
    take(client.GET('/api/v1/resources', { params: { query: { q: query || undefined, sort, cursor, limit: pageSize, count: cursor === undefined || undefined } }, signal })))

/** The list as it stands on screen: changed rows change in place, new ones wait until they are asked for. */
export function useInventory(query: string, sort: string | undefined) {
  const result = useInfiniteQuery({ ...inventoryQuery(query, sort), placeholderData: keepPreviousData })
  const { data, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage } = result
  const address = `${sort ?? ''} ${query}`
  const [shown, setShown] = useState<{ address: string; rows: Resource[]; data: unknown; waiting: number }>({ address: '', rows: [], data: undefined, waiting: 0 })
  const fresh = useMemo(() => rowsOf<Resource>(data), [data])

  let view = shown
  if (data !== shown.data || (!isPlaceholderData && address !== shown.address)) {
    const isSameList = address === shown.address || isPlaceholderData
    const next = isSameList ? reconcile(shown.rows, fresh) : { rows: fresh, waiting: 0 }
    view = { address: isPlaceholderData ? shown.address : address, data, ...next }
    setShown(view)
  }
  const showWaiting = useCallback(() => setShown((known) => ({ ...known, rows: fresh, waiting: 0 })), [fresh])
  const readMore = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage() }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  const total = data?.pages[0]?.total
  return {
    result, rows: view.rows, waiting: view.waiting, showWaiting, readMore, total,
    isOld: isPlaceholderData, isCut: view.rows.length >= mostRows && (total ?? 0) > view.rows.length,
  }
}
