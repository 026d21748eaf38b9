/** Every address of the portal is built here. */
const withQuery = (path: string, query: Record<string, string | undefined>) => {
  const text = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString()
  return text ? `${path}?${text}` : path
}

export const paths = {
  overview: () => '/',
  resources: (query?: string) => withQuery('/resources', { q: query }),
  newResource: (kind?: string) => withQuery('/resources/new', { kind }),
  resource: (id: string, tab?: string) => withQuery(`/resources/${id}`, { tab }),
  recycleBin: () => '/recycle-bin',
  accounts: (account?: string) => withQuery('/accounts', { account }),
  newAccount: (provider?: string) => withQuery('/accounts/new', { provider }),
  firstRun: () => '/first-run',
  operations: (state?: string) => withQuery('/operations', { state }),
  users: () => '/admin/users',
  tokens: () => '/admin/tokens',
  audit: (query?: string) => withQuery('/admin/audit', { q: query }),
  about: () => '/admin/about',
  signIn: (next?: string) => withQuery('/sign-in', { next: next === '/' ? undefined : next }),
}

/** The same page with the operation drawer open (or closed, without an id). */
export function withOperation(search: string, id?: string): string {
  const query = new URLSearchParams(search)
  if (id) query.set('op', id)
  else query.delete('op')
  const text = query.toString()
  return text ? `?${text}` : ''
}

/** Where to go after signing in: only an address of this portal, never another site. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/'
}
