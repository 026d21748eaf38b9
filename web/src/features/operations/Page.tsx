import ThunderboltOutlined from '@ant-design/icons/ThunderboltOutlined'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import type { Operation } from '../../api/types'
import { operationsQuery } from '../../api/queries'
import { queryClient, rowsOf } from '../../api/query'
import { absolute, age, between, count, unknown } from '../../lib/format'
import { usePhone } from '../../lib/media'
import { paths, withOperation } from '../../lib/paths'
import { text } from '../../lib/text'
import { useTicking } from '../../lib/ticker'
import { LinkTabs } from '../../ui/LinkTabs'
import { MoreRows } from '../../ui/MoreRows'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { glyphOfOperation, State } from '../../ui/State'
import { filters, stateOf } from './filters'
import { OperationCard } from './OperationCard'
import './operation.css'

/** Starts the list's request while the code arrives. */
export const loader = ({ request }: { request: Request }) => {
  void queryClient.prefetchInfiniteQuery(operationsQuery(stateOf(new URL(request.url).searchParams.get('state'))))
  return null
}

/** Every operation of the tenant, newest first. */
export default function OperationsPage() {
  const { t } = useTranslation('operations')
  const [search] = useSearchParams()
  const filter = search.get('state') ?? 'all'
  const query = useInfiniteQuery(operationsQuery(stateOf(filter)))
  const rows = rowsOf(query.data)
  const phone = usePhone()
  return (
    <>
      <PageHead title={t('title')} facts={query.data && <span className="tabular">{t('count', { count: rows.length, shown: count(rows.length) })}{query.hasNextPage ? '+' : ''}</span>} />
      <PageBody>
        <LinkTabs label={t('filters')} current={filter} tabs={['all', ...Object.keys(filters)].map((key) => ({ key, to: paths.operations(key === 'all' ? undefined : key), label: t(`filter.${key}`) }))} />
        <Panel flush>
          {query.isPending && <LoadingRows rows={10} />}
          {query.error && rows.length === 0 && <Failed error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && rows.length === 0 && <Empty icon={<ThunderboltOutlined />} tone="quiet" title={t(filter === 'all' ? 'empty.title' : 'empty.none')}>{t('empty.text')}</Empty>}
          {rows.length > 0 && (phone ? <OperationCards rows={rows} /> : <OperationTable rows={rows} />)}
          <MoreRows query={query} />
        </Panel>
      </PageBody>
    </>
  )
}

function OperationCards({ rows }: { rows: Operation[] }) {
  const navigate = useNavigate()
  const { search } = useLocation()
  return (
    <ul className="operation-cards">
      {rows.map((operation) => <li key={operation.id}><OperationCard operation={operation} open={() => void navigate({ search: withOperation(search, operation.id) })} /></li>)}
    </ul>
  )
}

function OperationTable({ rows }: { rows: Operation[] }) {
  const { t } = useTranslation('operations')
  return (
    <div className="scroll-x">
      <table className="plain-table operation-table">
        <thead><tr><th>{t('column.operation')}</th><th>{t('column.state')}</th><th>{t('column.by')}</th><th>{t('column.started')}</th><th className="number">{t('column.length')}</th></tr></thead>
        <tbody>{rows.map((operation) => <OperationRow key={operation.id} operation={operation} />)}</tbody>
      </table>
    </div>
  )
}

function OperationRow({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const navigate = useNavigate()
  const { search } = useLocation()
  const current = new URLSearchParams(search).get('op') === operation.id
  const started = useTicking(() => age(operation.createdAt))
  const length = useTicking(() => (operation.startedAt ? between(operation.startedAt, operation.endedAt) : unknown))
  const open = () => void navigate({ search: withOperation(search, operation.id) })
  return (
    <tr className={current ? 'is-link is-current' : 'is-link'} onClick={open}>
      <td><button type="button" className="row-open" onClick={(event) => { event.stopPropagation(); open() }}>{text(operation.titleText) || operation.title}</button></td>
      <td><State glyph={glyphOfOperation(operation.state)} label={t(`state.${operation.state}`)} /></td>
      <td>{operation.requestedBy.name}</td>
      <td className="tabular quiet" title={absolute(operation.createdAt)}>{started}</td>
      <td className="number">{length}</td>
    </tr>
  )
}
