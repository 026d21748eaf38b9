import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Change, Resource } from '../../api/types'
import { rowsOf } from '../../api/query'
import { absolute, time } from '../../lib/format'
import { withOperation } from '../../lib/paths'
import { MoreRows } from '../../ui/MoreRows'
import { Failed, LoadingRows } from '../../ui/Places'
import { useChangeWords } from './changeWords'
import { historyQuery } from './queries'

/** What became different, when, and who or what did it. */
export function History({ resource, most }: { resource: Resource; most?: number }) {
  const { t } = useTranslation('resource')
  const query = useInfiniteQuery(historyQuery(resource.id))
  const rows = rowsOf(query.data)
  if (query.isPending) return <LoadingRows rows={4} />
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (rows.length === 0) return <p className="panel-quiet">{t('change.none')}</p>
  return (
    <>
      <ul className={most === undefined ? 'history is-whole' : 'history'}>{rows.slice(0, most).map((change) => <Row key={change.id} change={change} kind={resource.kind} />)}</ul>
      {most === undefined && <MoreRows query={query} />}
    </>
  )
}

function Row({ change, kind }: { change: Change; kind: string }) {
  const { t } = useTranslation('resource')
  const { search } = useLocation()
  const words = useChangeWords()
  const field = change.field ?? ''
  const shown = (value: unknown) => words.value(kind, field, value)
  const who = change.cause.principalName ?? t(`cause.${change.cause.kind}`)
  const values = change.type === 'changed' ? `${shown(change.before)} → ${shown(change.after)}` : undefined
  const name = words.name(kind, field)
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
