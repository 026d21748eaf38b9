import { useState } from 'react'
import type { Column } from '../../ui/columns'
import { isHiddenAtFirst } from './columns'

const storageKey = (list: string) => `yunqiao.columns.${list}`

/** The columns a person hid or added in the list of one kind, on this device. */
function stored(list: string): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey(list)) ?? '{}')
    return typeof value === 'object' && value !== null ? value as Record<string, boolean> : {}
  } catch {
    return {}
  }
}

/** Which columns are shown; the name always is. */
export function useColumns<Row>(list: string, columns: Column<Row>[]) {
  const [choices, setChoices] = useState<Record<string, Record<string, boolean>>>({})
  const choice = choices[list] ?? stored(list)
  const isShown = (key: string) => key === columns[0]?.key || (choice[key] ?? !isHiddenAtFirst(key))
  const toggle = (key: string) => {
    const next = { ...choice, [key]: !isShown(key) }
    localStorage.setItem(storageKey(list), JSON.stringify(next))
    setChoices({ ...choices, [list]: next })
  }
  return { shown: columns.filter((column) => isShown(column.key)), isShown, toggle }
}
