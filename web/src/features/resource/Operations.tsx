import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Operation } from '../../api/types'
import { operationsQuery } from '../../api/queries'
import { rowsOf } from '../../api/query'
import { absolute, between, time } from '../../lib/format'
import { withOperation } from '../../lib/paths'
import { text } from '../../lib/text'
import { useTicking } from '../../lib/ticker'
import { MoreRows } from '../../ui/MoreRows'
import { Failed, LoadingRows } from '../../ui/Places'
import { glyphOfOperation } from '../../ui/State'
import { Glyph } from '../../ui/Glyph'

/** What was done with it; each opens in the drawer. */
export function Operations({ id, most }: { id: string; most?: number }) {
  const { t } = useTranslation('resource')
  const query = useInfiniteQuery(operationsQuery({ resource: id }))
  const rows = rowsOf(query.data)
  if (query.isPending) return <LoadingRows rows={3} />
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (rows.length === 0) return <p className="panel-quiet">{t('operation.none')}</p>
  return (
    <>
      <ul className="done">{rows.slice(0, most).map((operation) => <Row key={operation.id} operation={operation} />)}</ul>
      {most === undefined && <MoreRows query={query} />}
    </>
  )
}

function Row({ operation }: { operation: Operation }) {
  const { t } = useTranslation('resource')
  const { search } = useLocation()
  const length = useTicking(() => (operation.startedAt ? between(operation.startedAt, operation.endedAt) : ''))
  return (
    <li>
      <Glyph name={glyphOfOperation(operation.state)} label={t(`operations:state.${operation.state}`)} />
      <Link to={{ search: withOperation(search, operation.id) }} preventScrollReset>{text(operation.titleText) || operation.title}</Link>
      <span className="quiet tabular">{length}</span>
      <time className="quiet tabular" dateTime={operation.createdAt} title={absolute(operation.createdAt)}>{time(operation.createdAt)}</time>
    </li>
  )
}
