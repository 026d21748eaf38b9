import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 767px)')
const subscribe = (listener: () => void) => {
  phone.addEventListener('change', listener)
  return () => phone.removeEventListener('change', listener)
}

/** Whether the phone shell is shown, where a list is cards rather than columns. */
export const usePhone = () => useSyncExternalStore(subscribe, () => phone.matches)
