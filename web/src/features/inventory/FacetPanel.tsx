import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Account, Kind, Provider } from '../../api/types'
import { facetsQuery } from '../../api/queries'
import { kindText } from '../../lib/attributes'
import { chosenValues } from '../../lib/query'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { type Facet, type FacetValue, Facets } from '../../ui/Facets'
import { Glyph } from '../../ui/Glyph'
import { glyphOfTone } from '../../ui/State'

const shown = ['lifecycle', 'kind', 'provider', 'account', 'region', 'sync'] as const
/** Facets that say nothing while everything has the same value. */
const onlyWhenSeveral = new Set(['provider', 'account', 'region'])

/** One request for all facets; the server leaves each facet's own ticks out of its counts. */
export const inventoryFacets = (query: string) => facetsQuery(query, [...shown])

export function FacetPanel({ query, onToggle, kinds, accounts, providers }: {
  query: string; onToggle: (key: string, value: string) => void; kinds: Kind[]; accounts: Account[]; providers: Provider[]
}) {
  const { t } = useTranslation('inventory')
  const { data } = useQuery({ ...inventoryFacets(query), placeholderData: keepPreviousData })
  const facets: Facet[] = shown.flatMap((key) => {
    const chosen = chosenValues(query, key).values
    const counted = data?.facets[key] ?? []
    const emptied = chosen.filter((value) => !counted.some((each) => each.value === value)).map((value) => ({ value, count: 0 }))
    const values = [...counted, ...emptied].map(({ value, count }): FacetValue => ({ value, count, ...face(key, value, { kinds, accounts, providers, t }) }))
    if (values.length === 0) return []
    if (onlyWhenSeveral.has(key) && values.length < 2 && chosen.length === 0) return []
    return [{ key, title: t(`facet.${key}`), values, chosen }]
  })
  return <Facets facets={facets} onToggle={onToggle} />
}

interface Known { kinds: Kind[]; accounts: Account[]; providers: Provider[]; t: (key: string) => string }

/** How one value of a facet looks and reads. */
function face(key: string, value: string, { kinds, accounts, providers, t }: Known): Pick<FacetValue, 'label' | 'mark'> {
  switch (key) {
    case 'lifecycle': {
      const state = kinds.flatMap((kind) => kind.lifecycle).find((each) => each.value === value)
      return { label: state ? text(state.label) : value, mark: <Glyph name={glyphOfTone(state?.tone ?? (value === 'creating' ? 'changing' : undefined))} /> }
    }
    case 'kind': return { label: kindText(kinds, value) }
    case 'provider': return { label: providers.find((provider) => provider.id === value)?.name ?? value, mark: <CloudChip provider={value} /> }
    case 'account': {
      const account = accounts.find((each) => each.id === value || each.name === value)
      return { label: account?.name ?? value, ...(account ? { mark: <CloudChip provider={account.provider} /> } : {}) }
    }
    case 'sync': return { label: t(`sync.${value}`), mark: <Glyph name={value === 'fresh' ? 'ok' : value === 'missing' ? 'attention' : 'stale'} /> }
    default: return { label: value }
  }
}
