import { Fragment, type ReactNode } from 'react'
import { unknown } from '../lib/format'
import './page.css'

/** One attribute of a thing; a value nobody knows reads as a dash. */
export interface Fact { key: string; label: ReactNode; value: ReactNode }

const shown = (value: ReactNode) => (value === undefined || value === null || value === '' ? unknown : value)

/** Labels left, values right. */
export function KeyValue({ facts }: { facts: Fact[] }) {
  return <dl className="key-values">{facts.map(({ key, label, value }) => <Fragment key={key}><dt>{label}</dt><dd>{shown(value)}</dd></Fragment>)}</dl>
}

/** At most seven facts in a row, label over value. */
export function FactStrip({ facts }: { facts: Fact[] }) {
  return <dl className="facts">{facts.slice(0, 7).map(({ key, label, value }) => <div key={key}><dt>{label}</dt><dd>{shown(value)}</dd></div>)}</dl>
}
