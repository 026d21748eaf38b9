import i18next from 'i18next'
import type { Kind } from '../../api/types'
import type { QueryKey } from '../../lib/completion'
import { text } from '../../lib/text'

/** Keys whose values the server counts; also the facets that it can make. */
export const countedKeys = ['kind', 'lifecycle', 'provider', 'account', 'region', 'sync']
const columns = ['name', 'kind', 'lifecycle', 'account', 'provider', 'region', 'zone', 'power', 'sync', 'externalId', 'createdAt', 'observedAt', 'simulated']
const ordered = new Set(['createdAt', 'observedAt'])
const fixedValues: Record<string, string[]> = { power: ['on', 'off', 'suspended', 'unknown'], sync: ['fresh', 'stale', 'missing'], simulated: ['true', 'false'] }

/** What a query may ask: columns of every resource, then the indexed attributes of the chosen kinds (of all, when none is). */
export function queryKeys(kinds: Kind[], chosenKinds: string[]): QueryKey[] {
  const asked = kinds.filter((kind) => chosenKinds.length === 0 || chosenKinds.includes(kind.id))
  const attributes = new Map<string, QueryKey>()
  for (const attribute of asked.flatMap((kind) => kind.attributes)) {
    if (!attribute.searchable || attributes.has(attribute.name)) continue
    const isNumber = attribute.type === 'integer' || attribute.type === 'number'
    attributes.set(attribute.name, { key: attribute.name, title: text(attribute.title), ...(isNumber ? { isNumber } : {}), ...(attribute.enum?.length ? { values: attribute.enum } : {}) })
  }
  return [
    ...columns.map((key): QueryKey => ({ key, title: i18next.t(`inventory:key.${key}`), ...(ordered.has(key) ? { isNumber: true } : {}), ...(fixedValues[key] ? { values: fixedValues[key] } : {}) })),
    ...attributes.values(),
    { key: 'tag.', title: i18next.t('inventory:key.tag') },
  ]
}
