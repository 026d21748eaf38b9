import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../api/query'
import { Logo } from '../../app/Logo'
import { absolute, between } from '../../lib/format'
import { useTicking } from '../../lib/ticker'
import { Copy } from '../../ui/Copy'
import { KeyValue } from '../../ui/KeyValue'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { aboutQuery } from './queries'
import './admin.css'

export const loader = () => {
  void queryClient.prefetchQuery(aboutQuery)
  return null
}

/** Which Yunqiao this is, for support. */
export default function AboutPage() {
  const { t } = useTranslation('admin')
  const { data, error, isPending, refetch } = useQuery(aboutQuery)
  const uptime = useTicking(() => between(data?.startedAt, undefined))
  return (
    <>
      <PageHead title={t('about.title')} />
      <PageBody>
        <Panel className="about">
          {isPending && <LoadingRows rows={5} />}
          {error && !data && <Failed error={error} retry={() => void refetch()} />}
          {data && (
            <>
              <div className="about-brand"><Logo size={34} /><div><strong>{t('app:brand')}</strong><p className="quiet">{t('about.text')}</p></div></div>
              <KeyValue facts={[
                { key: 'version', label: t('about.version'), value: data.version },
                { key: 'commit', label: t('about.commit'), value: data.commit && <><span className="mono">{data.commit.slice(0, 12)}</span> <Copy value={data.commit} /></> },
                { key: 'started', label: t('about.started'), value: `${absolute(data.startedAt)} · ${uptime}` },
                { key: 'storage', label: t('about.storage'), value: t(`about.${data.storage.mode}`, { version: data.storage.version }) },
                { key: 'roles', label: t('about.roles'), value: data.roles.join(', ') },
                { key: 'api', label: t('about.api'), value: <a href="/openapi/v1.json">OpenAPI</a> },
                { key: 'license', label: t('about.license'), value: 'Apache-2.0' },
              ]} />
            </>
          )}
        </Panel>
      </PageBody>
    </>
  )
}
