import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Change, Kind, Resource } from '../../api/draft'
import { rowsOf } from '../../api/query'
import { lifecycleText, valueText } from '../../lib/attributes'
import { absolute, time } from '../../lib/format'
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
      <ul className="history">{rows.slice(0, most).map((change) => <Row key={change.id} change={change} kind={kind} />)}</ul>
      {most === undefined && <MoreRows query={query} />}
    </>
  )
}

function Row({ change, kind }: { change: Change; kind: Kind | undefined }) {
  const { t } = useTranslation('resource')
  const { search } = useLocation()
  const attribute = kind?.attributes.find((each) => change.field === `attributes.${each.name}` || change.field === each.name)
  const shown = (value: unknown) => (change.field === 'lifecycle' && typeof value === 'string' ? lifecycleText(kind, value) : valueText(value, attribute))
  const who = change.cause.principalName ?? t(`cause.${change.cause.kind}`)
  return (
    <li>
      <time className="quiet tabular" dateTime={change.at} title={absolute(change.at)}>{time(change.at)}</time>
      <span className="history-field">{change.type !== 'changed' ? t(`change.${change.type}`) : attribute ? text(attribute.title) : change.field === 'lifecycle' ? t('fact.status') : <code>{change.field}</code>}</span>
      <span className="history-values" title={change.type === 'changed' ? `${shown(change.before)} → ${shown(change.after)}` : undefined}>{change.type === 'changed' && <>{shown(change.before)} → {shown(change.after)}</>}</span>
      <span className="quiet history-who">{change.cause.kind === 'operation' && change.cause.reference
        ? <Link to={{ search: withOperation(search, change.cause.reference) }} preventScrollReset>{who}</Link> : who}</span>
    </li>
  )
}
