import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Change, Kind, Resource } from '../../api/types'
import { rowsOf } from '../../api/query'
import { lifecycleText, valueText } from '../../lib/attributes'
import { absolute, shortId, time } from '../../lib/format'
import { withOperation } from '../../lib/paths'
import { text } from '../../lib/text'
import { MoreRows } from '../../ui/MoreRows'
import { Failed, LoadingRows } from '../../ui/Places'
import { historyQuery } from './queries'

/** What became different, when, and who or what did it. */
export function History({ resource, kind, most }: { resource: Resource; kind: Kind | undefined; most?: number }) {
  const { t } = useTranslation('resource')
  const query = useInfiniteQuery(historyQuery(resource.id))
  const rows = rowsOf(query.data)
  if (query.isPending) return <LoadingRows rows={4} />
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (rows.length === 0) return <p className="panel-quiet">{t('change.none')}</p>
  return (
    <>
      <ul className={most === undefined ? 'history is-whole' : 'history'}>{rows.slice(0, most).map((change) => <Row key={change.id} change={change} kind={kind} />)}</ul>
      {most === undefined && <MoreRows query={query} />}
    </>
  )
}

/** What a changed field is called: the kind's own name, ours for columns, the relation's word for edges. */
function useFieldName(kind: Kind | undefined) {
  const { t } = useTranslation('resource')
  return (field: string): string | undefined => {
    const attribute = kind?.attributes.find((each) => field === `attributes.${each.name}` || field === each.name)
    if (attribute) return text(attribute.title)
    if (field.startsWith('relations.')) return text(kind?.relations.find((relation) => field === `relations.${relation.type}`)?.label) || undefined
    return columns.has(field) ? t(`fact.${field}`) : undefined
  }
}
const columns = new Set(['lifecycle', 'power', 'providerStatus', 'externalId', 'name', 'region', 'zone', 'sync'])

/** The other end of an edge as short as it can be named. */
const edgeText = (value: unknown) => {
  const edge = value as { kind?: string; externalId?: string } | null | undefined
  return edge?.externalId ? `${edge.kind ?? ''} ${shortId(edge.externalId)}`.trim() : valueText(value)
}

function Row({ change, kind }: { change: Change; kind: Kind | undefined }) {
  const { t } = useTranslation('resource')
  const { search } = useLocation()
  const nameOf = useFieldName(kind)
  const field = change.field ?? ''
  const attribute = kind?.attributes.find((each) => field === `attributes.${each.name}`)
  const shown = (value: unknown) => field === 'lifecycle' && typeof value === 'string' ? lifecycleText(kind, value) : field.startsWith('relations.') ? edgeText(value) : valueText(value, attribute)
  const who = change.cause.principalName ?? t(`cause.${change.cause.kind}`)
  const values = change.type === 'changed' ? `${shown(change.before)} → ${shown(change.after)}` : undefined
  const name = nameOf(field)
  return (
    <li>
      <time className="quiet tabular" dateTime={change.at} title={absolute(change.at)}>{time(change.at)}</time>
      {values === undefined
        ? <span className="history-what">{t(`change.${change.type}`)}</span>
        : <><span className="history-field" title={field}>{name ?? <code>{field}</code>}</span><span className="history-values" title={values}>{values}</span></>}
      <span className="quiet history-who" title={who}>{change.cause.kind === 'operation' && change.cause.reference
        ? <Link to={{ search: withOperation(search, change.cause.reference) }} preventScrollReset>{who}</Link> : who}</span>
    </li>
  )
}
