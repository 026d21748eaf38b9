import { Link } from 'react-router'
import './page.css'

/** Views of a list that are addresses: links that look like tabs. */
export function LinkTabs({ label, current, tabs }: { label: string; current: string; tabs: { key: string; to: string; label: string }[] }) {
  return (
    <nav className="link-tabs" aria-label={label}>
      {tabs.map((tab) => <Link key={tab.key} to={tab.to} className={tab.key === current ? 'is-current' : undefined} aria-current={tab.key === current ? 'page' : undefined}>{tab.label}</Link>)}
    </nav>
  )
}
