import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => { if (!document.hidden) listeners.forEach((each) => each()) }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text that depends on the time, from one timer for the whole page; the component renders only when the text changes. */
export function useTicking(read: () => string): string {
  return useSyncExternalStore(subscribe, read)
}
