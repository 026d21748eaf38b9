import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { isActive, needsPerson, useRecentOperations } from '../../app/running'
import { paths, withOperation } from '../../lib/paths'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { OperationCard } from '../operations/OperationCard'

/** What asks for a person, then what runs, then what just ended. */
export function Running() {
  const { t } = useTranslation('overview')
  const navigate = useNavigate()
  const { search } = useLocation()
  const { operations, isPending, error, refetch } = useRecentOperations()
  const rank = (operation: (typeof operations)[number]) => (needsPerson(operation) ? 0 : isActive(operation) ? 1 : 2)
  const shown = [...operations].sort((a, b) => rank(a) - rank(b)).slice(0, 5)
  return (
    <Panel title={t('operations.title')} extra={<Link to={paths.operations()}>{t('operations.all')}</Link>} flush>
      {isPending && <LoadingRows rows={4} />}
      {error && operations.length === 0 && <Failed error={error} retry={() => void refetch()} />}
      {!isPending && !error && shown.length === 0 && <p className="panel-none">{t('operations.none')}</p>}
      <ul className="operation-cards">
        {shown.map((operation) => <li key={operation.id}><OperationCard operation={operation} open={() => void navigate({ search: withOperation(search, operation.id) })} /></li>)}
      </ul>
    </Panel>
  )
}
