import { useSyncExternalStore } from 'react'
import type { Operation, OperationState, Page } from '../api/types'
import { keys } from '../api/queries'
import { queryClient } from '../api/query'

/** One event of the server, as `GET /events` writes it. */
export interface ServerEvent {
  type: string; at: string; subject?: string
  kind?: string; account?: string; change?: 'created' | 'changed' | 'deleted'; region?: string
  state?: string; progress?: number; feed?: string; seq?: number
}
/** `lost` carries since when, which is also how old everything on screen is. */
export type Connection = { state: 'connecting' | 'live' } | { state: 'lost'; since: number }

const types = ['resource.changed', 'unit.synced', 'operation.changed', 'operation.logged', 'account.changed', 'session.ended', 'reset']
const quietMillis = 400
const lostAfterMillis = 4000
const pollMillis = 10_000

let connection: Connection = { state: 'connecting' }
const connectionListeners = new Set<() => void>()
const eventListeners = new Set<(event: ServerEvent) => void>()

function setConnection(next: Connection) {
  if (next.state === connection.state) return
  connection = next
  connectionListeners.forEach((listener) => listener())
}

/** Whether what is on screen follows the server now. */
export const useConnection = () => useSyncExternalStore(
  (listener) => { connectionListeners.add(listener); return () => { connectionListeners.delete(listener) } },
  () => connection,
)

/** Hears every event after the cache took it in. */
export function onServerEvent(listener: (event: ServerEvent) => void): () => void {
  eventListeners.add(listener)
  return () => { eventListeners.delete(listener) }
}

/** Gathers stale keys and invalidates each once per quiet time, so a burst of events costs one request per list. */
export function createInvalidator(invalidate: (key: readonly unknown[]) => void, delay = quietMillis) {
  const stale = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const due = [...stale.values()]
    stale.clear()
    due.forEach((key) => invalidate(key))
  }
  return (...stalest: (readonly unknown[])[]) => {
    stalest.forEach((key) => stale.set(JSON.stringify(key), key))
    timer ??= setTimeout(flush, delay)
  }
}

/** The cached keys an event makes stale. */
export function staleKeys(event: ServerEvent): (readonly unknown[])[] {
  const subject = event.subject ?? ''
  switch (event.type) {
    case 'resource.changed': {
      // Accounts carry how many resources they have, which only a new or a lost one changes; what is recycled or restored is such a one.
      const counted = event.change === 'created' || event.change === 'deleted' ? [keys.accounts, keys.recycled] : []
      return [keys.resource(subject), keys.resources, keys.facets, keys.changes, ...counted]
    }
    case 'unit.synced': return [keys.accounts, keys.resources, keys.facets, keys.changes]
    case 'operation.changed': return [keys.operation(subject), keys.operationItems(subject), keys.operations, keys.recycled]
    case 'operation.logged': return [keys.operationLog(subject)]
    case 'account.changed': return [keys.accounts]
    default: return []
  }
}

/** The operation as an event tells it. One that is shown with its steps waits for them: a head that says done over a step that does not is wrong. */
export function patched(operation: Operation, event: ServerEvent): Operation {
  if (operation.id !== event.subject) return operation
  const state = (event.state as OperationState | undefined) ?? operation.state
  const waits = operation.steps && state !== operation.state
  return { ...operation, state: waits ? operation.state : state, progress: waits ? operation.progress : event.progress ?? operation.progress }
}

function patchOperation(event: ServerEvent) {
  const patch = (operation: Operation) => patched(operation, event)
  queryClient.setQueryData<Operation>(keys.operation(event.subject ?? ''), (known) => known && patch(known))
  queryClient.setQueriesData<{ pages: Page<Operation>[]; pageParams: unknown[] }>({ queryKey: keys.operations }, (known) =>
    known && { ...known, pages: known.pages.map((page) => ({ ...page, items: page.items.map(patch) })) })
}

/** Keeps one event stream open for the page's life: patches the cache, marks stale what it cannot patch, polls while the stream is down. */
export function startEvents(whenEnded: () => void): () => void {
  const invalidate = createInvalidator((key) => void queryClient.invalidateQueries({ queryKey: key }))
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let lostTimer: ReturnType<typeof setTimeout> | undefined
  let wasLost = false

  const take = (type: string, message: MessageEvent<string>) => {
    const event = { ...(JSON.parse(message.data || '{}') as ServerEvent), type }
    if (type === 'session.ended') return whenEnded()
    if (type === 'reset') void queryClient.invalidateQueries()
    if (type === 'operation.changed') patchOperation(event)
    invalidate(...staleKeys(event))
    eventListeners.forEach((listener) => listener(event))
  }
  const open = () => {
    source = new EventSource('/api/v1/events', { withCredentials: true })
    for (const type of types) source.addEventListener(type, (message) => take(type, message as MessageEvent<string>))
    source.onopen = () => {
      clearTimeout(lostTimer)
      lostTimer = undefined
      setConnection({ state: 'live' })
      if (wasLost) void queryClient.invalidateQueries()
      wasLost = false
    }
    source.onerror = () => {
      const since = Date.now()
      lostTimer ??= setTimeout(() => { wasLost = true; setConnection({ state: 'lost', since }) }, lostAfterMillis)
      // A refused stream is closed for good by the browser; the session may have ended, which the next query will say.
      if (source?.readyState === EventSource.CLOSED) {
        retry = setTimeout(open, 5000)
        void queryClient.invalidateQueries({ queryKey: keys.session })
      }
    }
  }
  const poll = setInterval(() => {
    if (connection.state === 'lost' && !document.hidden) void queryClient.invalidateQueries()
  }, pollMillis)
  open()
  return () => {
    clearInterval(poll)
    clearTimeout(retry)
    clearTimeout(lostTimer)
    source?.close()
  }
}
