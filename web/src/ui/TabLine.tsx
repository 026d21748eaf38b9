import type { ReactNode } from 'react'
import { Link } from 'react-router'
import './tab-line.css'

export interface TabLineProps {
  label: string
  items: { key: string; label: ReactNode; href?: string }[]
  current: string
  onSelect?: (key: string) => void
  extra?: ReactNode
}

/** A line of tabs: links where the address is the state, buttons in dialogs. It scrolls sideways when it does not fit. */
export function TabLine({ label, items, current, onSelect, extra }: TabLineProps) {
  return (
    <div className="tab-line">
      <nav aria-label={label}>
        {items.map((item) => item.href !== undefined
          ? <Link key={item.key} to={item.href} aria-current={item.key === current ? 'page' : undefined} preventScrollReset>{item.label}</Link>
          : <button key={item.key} type="button" aria-pressed={item.key === current} onClick={() => onSelect?.(item.key)}>{item.label}</button>)}
      </nav>
      {extra && <div className="tab-line-extra">{extra}</div>}
    </div>
  )
}
