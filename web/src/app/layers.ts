import { useSyncExternalStore } from 'react'

/** The one layer of the shell that may be open over a page. */
export type Layer = 'palette' | 'shortcuts' | 'more' | undefined

let open: Layer
let folded = localStorage.getItem('yunqiao.folded') === 'yes'
const listeners = new Set<() => void>()
const notify = () => listeners.forEach((listener) => listener())
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

export function openLayer(layer: Layer) {
  open = layer
  notify()
}
export const useLayer = () => useSyncExternalStore(subscribe, () => open)

/** The side bar folded to icons. */
export const useFolded = () => useSyncExternalStore(subscribe, () => folded)
export function toggleFolded() {
  folded = !folded
  localStorage.setItem('yunqiao.folded', folded ? 'yes' : 'no')
  notify()
}

const lettersKey = 'yunqiao.letters'
/** Whether single letters act as shortcuts; people who use speech or switches turn them off. */
export const lettersOn = () => localStorage.getItem(lettersKey) !== 'off'
export const useLettersOn = () => useSyncExternalStore(subscribe, lettersOn)
export function setLettersOn(on: boolean) {
  localStorage.setItem(lettersKey, on ? 'on' : 'off')
  notify()
}
