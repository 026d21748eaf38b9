/** Queries that everybody has, as tabs above the list. */
export const builtInViews = [
  { key: 'everything', query: '' },
  { key: 'containers', query: 'kind:container/container' },
  { key: 'images', query: 'kind:container/image' },
  { key: 'networks', query: 'kind:container/network' },
  { key: 'volumes', query: 'kind:container/volume' },
  { key: 'hosts', query: 'kind:compute/host' },
  { key: 'stale', query: 'sync:stale' },
] as const

/** The view that a query is, or that it grew out of. */
export function viewOf(query: string): { key: string; isEdited: boolean } {
  const exact = builtInViews.find((view) => view.query === query)
  if (exact) return { key: exact.key, isEdited: false }
  const base = builtInViews.find((view) => view.query !== '' && query.startsWith(`${view.query} `))
  return base ? { key: base.key, isEdited: true } : { key: 'everything', isEdited: true }
}
