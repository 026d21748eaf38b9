import type { ReactNode } from 'react'

/** One column of a list: its text is what sorts of reading share (export, flashing, hover), `render` is how it looks. */
export interface Column<Row> {
  key: string
  title: string
  /** In CSS pixels; the name column takes what is left, and never less. */
  width: number
  /** The server's name to sort by; without it the head is no button. */
  sort?: string
  numeric?: boolean
  mono?: boolean
  text: (row: Row) => string
  render?: (row: Row) => ReactNode
  /** Whether a changed text flashes; ages do not. */
  quiet?: boolean
}

/** Which rows are drawn: those in view and some around them, so that at most about fifty are in the document. */
export function windowOf(scrollTop: number, viewHeight: number, rowHeight: number, rows: number, around = 8): { first: number; end: number } {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - around))
  return { first, end: Math.max(first, Math.min(rows, Math.ceil((scrollTop + viewHeight) / rowHeight) + around)) }
}

/** The sort after a click on a head: ascending, descending, then the list's own order. */
export function nextSort(sort: string | undefined, column: string): string | undefined {
  if (sort === column) return `-${column}`
  return sort === `-${column}` ? undefined : column
}

/** The selection after a row was ticked; with Shift everything from the row ticked before takes the same state. */
export function selectRow(selected: ReadonlySet<string>, ids: string[], id: string, anchor: string | undefined, isRange: boolean): Set<string> {
  const next = new Set(selected)
  const wanted = !selected.has(id)
  const from = isRange && anchor !== undefined ? ids.indexOf(anchor) : -1
  const to = ids.indexOf(id)
  const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  range.forEach((each) => { if (wanted || (from >= 0 && selected.has(anchor!))) next.add(each); else next.delete(each) })
  return next
}

/** A list on screen against the same list read again: known rows keep their places, rows behind the last are added, other new ones wait. */
export function reconcile<Row extends { id: string }>(shown: Row[], fresh: Row[]): { rows: Row[]; waiting: number } {
  if (shown.length === 0) return { rows: fresh, waiting: 0 }
  const byId = new Map(fresh.map((row) => [row.id, row]))
  const kept = shown.flatMap((row) => byId.get(row.id) ?? [])
  const known = new Set(kept.map((row) => row.id))
  const lastKnown = fresh.reduce((last, row, index) => (known.has(row.id) ? index : last), -1)
  const added = fresh.slice(lastKnown + 1)
  const waiting = fresh.length - added.length - kept.length
  if (kept.length === 0) return { rows: fresh, waiting: 0 }
  return { rows: [...kept, ...added], waiting }
}

/** Comma-separated values for a spreadsheet. A text that a spreadsheet would run as a formula is kept a text. */
export function csv<Row>(columns: Pick<Column<Row>, 'title' | 'text'>[], rows: Row[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
  }
  return [columns.map((column) => cell(column.title)), ...rows.map((row) => columns.map((column) => cell(column.text(row))))]
    .map((cells) => cells.join(',')).join('\r\n')
}
