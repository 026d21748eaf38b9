import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 767px)')

/** Whether the phone's layout is on. */
export const useNarrow = () => useSyncExternalStore(
  (listener) => { phone.addEventListener('change', listener); return () => phone.removeEventListener('change', listener) },
  () => phone.matches,
)
