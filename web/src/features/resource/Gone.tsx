import CompassOutlined from '@ant-design/icons/CompassOutlined'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { paths } from '../../lib/paths'
import { PageBody, Panel } from '../../ui/PageHead'
import { Empty } from '../../ui/Places'

/** A resource that is not, or no longer, there. */
export function Gone({ detail }: { detail: string }) {
  const { t } = useTranslation('resource')
  return (
    <PageBody>
      <Panel className="gone">
        <Empty icon={<CompassOutlined />} tone="quiet" title={t('gone.title')} actions={<Link to={paths.resources()}><Button type="primary" tabIndex={-1}>{t('gone.inventory')}</Button></Link>}>{detail || t('gone.text')}</Empty>
      </Panel>
    </PageBody>
  )
}
