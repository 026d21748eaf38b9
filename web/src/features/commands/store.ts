import { useSyncExternalStore } from 'react'
import type { Resource } from '../../api/types'

/** How a resource is taken away: forgotten here, stopped and kept in the recycle bin, or destroyed there. */
export type RemovalMode = 'forget' | 'recycle' | 'destroy'
/** What a person wants done; nothing happens before the dialog showed its plan. */
export interface Command { verb: string; resources: Resource[] }
/** The verb of the dialog that offers the three ways to take something away. */
export const removal = 'remove'

let command: Command | undefined
const listeners = new Set<() => void>()

/** Opens the one confirm dialog for a mutation; undefined closes it. */
export function openCommand(next: Command | undefined) {
  command = next
  listeners.forEach((listener) => listener())
}

export const useOpenCommand = () => useSyncExternalStore(
  (listener) => { listeners.add(listener); return () => { listeners.delete(listener) } },
  () => command,
)
