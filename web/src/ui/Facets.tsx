import { Checkbox } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { count, unknown } from '../lib/format'
import './facets.css'

/** One value of a facet; `count` is unknown while it is being read. */
export interface FacetValue { value: string; label: string; mark?: ReactNode; count?: number }
export interface Facet { key: string; title: string; values: FacetValue[]; chosen: string[] }

const shownAtFirst = 6

/** Ticks that edit the query: none ticked means all, and a ticked value stays visible with a 0. */
export function Facets({ facets, onToggle }: { facets: Facet[]; onToggle: (key: string, value: string) => void }) {
  const { t } = useTranslation('ui')
  return <div className="facets" role="group" aria-label={t('facets.title')}>{facets.map((facet) => <Group key={facet.key} facet={facet} onToggle={onToggle} />)}</div>
}

function Group({ facet, onToggle }: { facet: Facet; onToggle: (key: string, value: string) => void }) {
  const { t } = useTranslation('ui')
  const [all, setAll] = useState(false)
  const values = facet.values
  const visible = all ? values : values.filter((value, index) => index < shownAtFirst || facet.chosen.includes(value.value))
  return (
    <fieldset className="facet">
      <legend>{facet.title}</legend>
      {visible.map((value) => (
        <Checkbox key={value.value} className="facet-row" checked={facet.chosen.includes(value.value)} onChange={() => onToggle(facet.key, value.value)}>
          {value.mark}
          <span className="facet-label" title={value.label}>{value.label}</span>
          <span className="facet-count tabular">{value.count === undefined ? unknown : count(value.count)}</span>
        </Checkbox>
      ))}
      {values.length > visible.length && <button type="button" className="link-button" onClick={() => setAll(true)}>{t('facets.more', { count: values.length - visible.length })}</button>}
      {all && values.length > shownAtFirst && <button type="button" className="link-button" onClick={() => setAll(false)}>{t('facets.fewer')}</button>}
    </fieldset>
  )
}
