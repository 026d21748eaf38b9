import { queryOptions } from '@tanstack/react-query'
import type { LogLine } from '../../api/types'
import { client, take } from '../../api/client'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'

/** Most lines one drawer keeps; older ones stay on the server. */
export const mostLines = 5000

/** The log of an operation. Reading it again fetches only what came after the last line it has. */
export const logQuery = (id: string) => queryOptions({
  queryKey: keys.operationLog(id),
  queryFn: async ({ signal }) => {
    let lines = queryClient.getQueryData<LogLine[]>(keys.operationLog(id)) ?? []
    for (;;) {
      const after = lines.at(-1)?.seq ?? 0
      const page = await take(client.GET('/api/v1/operations/{id}/log', { params: { path: { id }, query: { after } }, signal }))
      lines = append(lines, page.items)
      if (!page.next || page.items.length === 0) return lines
    }
  },
})

/** Lines in order without repeats; two reads may overlap. */
export function append(known: LogLine[], more: LogLine[]): LogLine[] {
  const last = known.at(-1)?.seq ?? 0
  const fresh = more.filter((line) => line.seq > last)
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-mostLines)
}
