import CompassOutlined from '@ant-design/icons/CompassOutlined'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useRouteError } from 'react-router'
import { ProblemError } from '../api/problem'
import { paths } from '../lib/paths'
import { Empty, Failed } from '../ui/Places'

export function NotFound() {
  const { t } = useTranslation('app')
  return (
    <Empty icon={<CompassOutlined />} tone="quiet" page title={t('notFound.title')} actions={<Link to={paths.overview()}><Button type="primary">{t('notFound.home')}</Button></Link>}>
      {t('notFound.text')}
    </Empty>
  )
}

/** A page whose own object failed; the menu around it keeps working. */
export function PageFailed() {
  const error = useRouteError()
  if (error instanceof ProblemError && error.status === 404) return <NotFound />
  return <Failed page error={error} retry={() => location.reload()} />
}
