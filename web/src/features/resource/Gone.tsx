import CompassOutlined from '@ant-design/icons/CompassOutlined'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { paths } from '../../lib/paths'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty } from '../../ui/Places'

/** A resource that is not there, or was until a moment ago. */
export function Gone({ name, detail }: { name?: string; detail: string }) {
  const { t } = useTranslation('resource')
  return (
    <>
      <PageHead title={name ? t('gone.removed', { name }) : t('gone.title')} />
      <PageBody>
        <Panel>
          <Empty icon={<CompassOutlined />} tone="quiet" title={name ? t('gone.removed', { name }) : t('gone.title')} actions={<Link to={paths.resources()}><Button type="primary" tabIndex={-1}>{t('gone.inventory')}</Button></Link>}>{name ? t('gone.removedText') : detail || t('gone.text')}</Empty>
        </Panel>
      </PageBody>
    </>
  )
}
