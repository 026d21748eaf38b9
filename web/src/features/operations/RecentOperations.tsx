import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRecentOperations } from '../../app/running'
import { paths } from '../../lib/paths'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import ThunderboltOutlined from '@ant-design/icons/ThunderboltOutlined'
import { OperationCard } from './OperationCard'

/** What the pill in the top bar opens: the latest operations, running ones first. */
export function RecentOperations({ open }: { open: (id: string) => void }) {
  const { t } = useTranslation('operations')
  const { operations, error, isPending, refetch } = useRecentOperations()
  return (
    <>
      <header className="operation-head"><h2>{t('title')}</h2><Link to={paths.operations()}>{t('recent.all')}</Link></header>
      {isPending && <LoadingRows />}
      {error && operations.length === 0 && <Failed error={error} retry={() => void refetch()} />}
      {!isPending && !error && operations.length === 0 && <Empty icon={<ThunderboltOutlined />} tone="quiet" title={t('empty.title')}>{t('empty.text')}</Empty>}
      <ul className="operation-cards">{operations.slice(0, 30).map((operation) => <li key={operation.id}><OperationCard operation={operation} open={() => open(operation.id)} /></li>)}</ul>
    </>
  )
}
