import ArrowDownOutlined from '@ant-design/icons/ArrowDownOutlined'
import ArrowUpOutlined from '@ant-design/icons/ArrowUpOutlined'
import { Checkbox } from 'antd'
import { memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { isTyping } from '../app/shortcuts'
import { lettersOn } from '../app/layers'
import { type Column, nextSort, selectRow, windowOf } from './columns'
import './resource-table.css'

export interface ResourceTableProps<Row extends { id: string }> {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  /** How many match on the server, for screen readers; rows beyond those read are not drawn. */
  total?: number
  hrefOf: (row: Row) => string
  nameOf: (row: Row) => string
  selected: ReadonlySet<string>
  onSelected: (selected: Set<string>) => void
  sort?: string
  onSort: (sort: string | undefined) => void
  onEnd?: () => void
  /** Old rows stay, dimmed, while a new query is on its way. */
  isOld?: boolean
  foot?: ReactNode
  rowHeight?: number
}

const checkWidth = 36

/** The list: a real table of which only the rows in view are in the document. */
export function ResourceTable<Row extends { id: string }>(props: ResourceTableProps<Row>) {
  const { columns, rows, sort, selected, rowHeight = 36, onEnd, hrefOf } = props
  const { t } = useTranslation('ui')
  const navigate = useNavigate()
  const scroller = useRef<HTMLDivElement>(null)
  const anchor = useRef<string>(undefined)
  const [view, setView] = useState({ top: 0, height: 800 })
  const [current, setCurrent] = useState<number>()
  const { first, end } = windowOf(view.top, view.height, rowHeight, rows.length)
  const ids = rows.map((row) => row.id)

  useLayoutEffect(() => {
    const element = scroller.current!
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  useEffect(() => { if (end > rows.length - 40) onEnd?.() }, [end, onEnd, rows.length])

  const tick = useCallback((id: string, isRange: boolean) => {
    props.onSelected(selectRow(selected, ids, id, anchor.current, isRange))
    anchor.current = id
  }, [ids, props, selected])
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setCurrent(next)
    const element = scroller.current!
    const top = next * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight * 2.5 > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight * 2.5 - element.clientHeight
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus({ preventScroll: true }))
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn() || document.querySelector('dialog[open], .ant-modal-wrap:not([style*="none"]), .ant-drawer-open')) return
      const key = event.key.toLowerCase()
      const inside = scroller.current?.contains(event.target as Node)
      if (key === 'j' || (inside && event.key === 'ArrowDown')) { event.preventDefault(); move((current ?? -1) + 1) }
      else if (key === 'k' || (inside && event.key === 'ArrowUp')) { event.preventDefault(); move((current ?? 1) - 1) }
      else if ((key === 'x' || (event.key === ' ' && inside)) && current !== undefined && rows[current]) { event.preventDefault(); tick(rows[current].id, event.shiftKey) }
      else if (event.key === 'Escape' && selected.size > 0) props.onSelected(new Set())
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })

  const allTicked = rows.length > 0 && rows.every((row) => selected.has(row.id))
  const width = checkWidth + columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <div className={props.isOld ? 'table-scroll is-old' : 'table-scroll'} ref={scroller} onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}>
      <table className="resource-table" style={{ minWidth: width }} aria-label={props.label} aria-rowcount={(props.total ?? rows.length) + 1} aria-busy={props.isOld}>
        <colgroup><col style={{ width: checkWidth }} />{columns.map((column, index) => <col key={column.key} style={index === 0 ? undefined : { width: column.width }} />)}</colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th className="is-check" scope="col">
              <Checkbox aria-label={t('table.all')} checked={allTicked} indeterminate={!allTicked && selected.size > 0} onChange={() => props.onSelected(allTicked ? new Set() : new Set(ids))} />
            </th>
            {columns.map((column) => {
              const direction = column.sort === undefined || !sort ? undefined : sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : undefined
              return (
                <th key={column.key} scope="col" aria-sort={direction} className={column.numeric ? 'is-numeric' : undefined}>
                  {column.sort
                    ? <button type="button" onClick={() => props.onSort(nextSort(sort, column.sort!))}>{column.title}{direction && (direction === 'ascending' ? <ArrowUpOutlined aria-hidden /> : <ArrowDownOutlined aria-hidden />)}</button>
                    : column.title}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden style={{ height: first * rowHeight }}><td colSpan={columns.length + 1} /></tr>}
          {rows.slice(first, end).map((row, place) => {
            const index = first + place
            return (
              <tr
                key={row.id} data-row={index} aria-rowindex={index + 2} aria-selected={selected.has(row.id)} style={{ height: rowHeight }}
                className={`${selected.has(row.id) ? 'is-selected' : ''} ${index === current ? 'is-current' : ''}`}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest('a, button, label, input')) return
                  if (window.getSelection()?.type === 'Range') return
                  if (event.ctrlKey || event.metaKey) window.open(hrefOf(row), '_blank', 'noopener')
                  else void navigate(hrefOf(row))
                }}
                onFocus={() => setCurrent(index)}
              >
                <td className="is-check" onClick={(event) => { if (event.shiftKey) event.preventDefault() }}>
                  <Checkbox aria-label={t('table.select', { name: props.nameOf(row) })} checked={selected.has(row.id)} onChange={(event) => tick(row.id, (event.nativeEvent as MouseEvent).shiftKey)} />
                </td>
                {columns.map((column) => <Cell key={column.key} column={column as Column<{ id: string }>} row={row} />)}
              </tr>
            )
          })}
          {end < rows.length && <tr aria-hidden style={{ height: (rows.length - end) * rowHeight }}><td colSpan={columns.length + 1} /></tr>}
        </tbody>
      </table>
      {props.foot && <div className="table-foot">{props.foot}</div>}
    </div>
  )
}

/** A cell lights up for a moment when its text changes while it is on screen. */
const Cell = memo(function Cell({ column, row }: { column: Column<{ id: string }>; row: { id: string } }) {
  const text = column.text(row)
  const before = useRef(text)
  const cell = useRef<HTMLTableCellElement>(null)
  useEffect(() => {
    if (before.current !== text && !column.quiet && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      cell.current?.animate([{ backgroundColor: 'var(--accent-tint)' }, { backgroundColor: 'transparent' }], { duration: 600, easing: 'ease-out' })
    }
    before.current = text
  }, [column.quiet, text])
  return <td ref={cell} className={`${column.numeric ? 'is-numeric' : ''} ${column.mono ? 'mono' : ''}`} title={column.render ? undefined : text}>{column.render ? column.render(row) : text}</td>
})
