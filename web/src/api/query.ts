import { infiniteQueryOptions, QueryClient, type QueryKey } from '@tanstack/react-query'
import type { Page } from './types'
import { problemOf } from './problem'

/** Most rows one list keeps in memory; past it the page asks to narrow the query. */
export const mostRows = 1000

/** Server state of the whole portal. Events invalidate it, so nothing polls and what was read stays valid until told otherwise. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && problemOf(error).retryable,
      retryDelay: (attempt) => Math.min(4000, 500 * 2 ** attempt),
    },
    mutations: { retry: false },
  },
})

/** Options of a list that is read page by page with the server's cursor. */
export function keyset<T, P extends Page<T> = Page<T>>(key: QueryKey, read: (cursor: string | undefined, signal: AbortSignal) => Promise<P>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last, pages) =>
      pages.reduce((rows, page) => rows + page.items.length, 0) >= mostRows ? undefined : last.next,
  })
}

/** The rows of all pages read so far. */
export function rowsOf<T>(data: { pages: Page<T>[] } | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? []
}
