import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { OperationItem, OperationItemCounts, OperationItemState } from '../../api/types'
import { client, take } from '../../api/client'
import { keys, kindsQuery } from '../../api/queries'
import { keyset, rowsOf } from '../../api/query'
import { kindText } from '../../lib/attributes'
import { count } from '../../lib/format'
import { paths, withOperation } from '../../lib/paths'
import { MoreRows } from '../../ui/MoreRows'
import { Failed, LoadingRows } from '../../ui/Places'
import { glyphOfItem, State } from '../../ui/State'
import { shownStates } from './items'

const itemsQuery = (id: string, state: OperationItemState | undefined) => keyset<OperationItem>([...keys.operationItems(id), state], (cursor, signal) =>
  take(client.GET('/api/v1/operations/{id}/items', { params: { path: { id }, query: { state, limit: 100, cursor } }, signal })))

/** The things of an operation on many, each with its outcome; what failed comes first to mind, so it is one press away. */
export function Items({ id, counts }: { id: string; counts: OperationItemCounts }) {
  const { t } = useTranslation('operations')
  const [wanted, setWanted] = useState<OperationItemState>()
  const states = shownStates(counts)
  const state = wanted && counts[wanted] > 0 ? wanted : undefined
  const query = useInfiniteQuery(itemsQuery(id, state))
  const rows = rowsOf(query.data)
  const choice = (key: OperationItemState | undefined, amount: number) => (
    <button key={key ?? 'all'} type="button" className="item-state" aria-pressed={state === key} onClick={() => setWanted(key)}>
      {key ? <State glyph={glyphOfItem(key)} label={t(`itemState.${key}`)} /> : t('filter.all')} <span className="tabular quiet">{count(amount)}</span>
    </button>
  )
  return (
    <div className="operation-items">
      <div className="item-states" role="group" aria-label={t('items.filter')}>{choice(undefined, counts.total)}{states.map((key) => choice(key, counts[key]))}</div>
      <div className="item-list" role="region" aria-label={t('items.list')} tabIndex={0}>
        {query.isPending && <LoadingRows rows={4} />}
        {query.error && rows.length === 0 && <Failed error={query.error} retry={() => void query.refetch()} />}
        <ul>{rows.map((item) => <ItemRow key={item.resource.id} item={item} />)}</ul>
        <MoreRows query={query} />
      </div>
    </div>
  )
}

function ItemRow({ item }: { item: OperationItem }) {
  const { t } = useTranslation('operations')
  const { search } = useLocation()
  const kinds = useQuery(kindsQuery).data?.items ?? []
  return (
    <li className="item">
      <State glyph={glyphOfItem(item.state)} label={t(`itemState.${item.state}`)} />
      <span className="item-name"><Link to={paths.resource(item.resource.id)}>{item.resource.name}</Link> <span className="quiet">{kindText(kinds, item.resource.kind)}</span></span>
      {item.operation && <Link to={{ search: withOperation(search, item.operation) }} preventScrollReset aria-label={t('items.openOf', { name: item.resource.name })}>{t('items.open')}</Link>}
      {item.error && <p className="item-error">{item.error.title}<span className="quiet"> {item.error.detail}</span> <code>{item.error.code}</code></p>}
    </li>
  )
}
