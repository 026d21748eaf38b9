import { useTranslation } from 'react-i18next'
import { useKinds } from '../../api/kinds'
import { lifecycleText, valueText } from '../../lib/attributes'
import { shortId, unknown } from '../../lib/format'
import { text } from '../../lib/text'

const columns = new Set(['lifecycle', 'power', 'providerStatus', 'externalId', 'records', 'leadingRecord', 'name', 'region', 'zone', 'sync', 'deletionProtection'])

/** How a changed field and its values read to people: the kind's own names, ours for columns, the relation's word for edges. */
export function useChangeWords() {
  const { t } = useTranslation('resource')
  const kinds = useKinds()
  const attributeOf = (kind: string, field: string) => kinds.find(kind)?.attributes.find((each) => field === `attributes.${each.name}` || field === each.name)
  const edge = (value: unknown): string => {
    const end = value as { kind?: string; externalId?: string } | null | undefined
    if (Array.isArray(value)) return value.map(edge).join(', ') || unknown
    return end?.externalId ? `${kinds.label(end.kind ?? '')} ${shortId(end.externalId)}`.trim() : valueText(value)
  }
  return {
    name(kind: string, field: string): string | undefined {
      const attribute = attributeOf(kind, field)
      if (attribute) return text(attribute.title)
      if (field.startsWith('relations.')) return text(kinds.find(kind)?.relations.find((relation) => field === `relations.${relation.type}`)?.label) || undefined
      if (field.startsWith('tags.')) return t('change.tag', { key: field.slice('tags.'.length) })
      return columns.has(field) ? t(`fact.${field}`) : undefined
    },
    value(kind: string, field: string, value: unknown): string {
      if (field === 'lifecycle' && typeof value === 'string') return lifecycleText(kinds.find(kind), value)
      return field.startsWith('relations.') ? edge(value) : valueText(value, attributeOf(kind, field))
    },
  }
}
