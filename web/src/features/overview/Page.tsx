import CloudServerOutlined from '@ant-design/icons/CloudServerOutlined'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, redirect } from 'react-router'
import { accountsQuery, changesQuery, facetsQuery, operationsQuery, sessionQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useConnection } from '../../app/events'
import { useMay } from '../../app/session'
import { paths } from '../../lib/paths'
import { Freshness } from '../../ui/Freshness'
import { PageBody, PageHead } from '../../ui/PageHead'
import { Empty } from '../../ui/Places'
import { wasSkipped } from '../first-run/skipped'
import { Changes } from './Changes'
import { Estate } from './Estate'
import { estateFacets, KpiStrip, runningFacets } from './KpiStrip'
import { Kinds } from './Kinds'
import { Running } from './Running'
import './overview.css'

/** Starts every request of the page at once; an administrator of an empty installation goes to the first run. */
export const loader = async () => {
  void queryClient.prefetchQuery(facetsQuery(...estateFacets))
  void queryClient.prefetchQuery(facetsQuery(...runningFacets))
  void queryClient.prefetchQuery(changesQuery(8))
  void queryClient.prefetchInfiniteQuery(operationsQuery({}, 50))
  const [session, accounts] = await Promise.all([queryClient.ensureQueryData(sessionQuery), queryClient.ensureQueryData(accountsQuery)])
  if (accounts.items.length === 0 && session.permissions.includes('accounts.manage') && !wasSkipped()) return redirect(paths.firstRun())
  return null
}

/** Is something wrong, is something running, what do I have, how fresh is it. */
export default function OverviewPage() {
  const { t } = useTranslation('overview')
  const accounts = useSuspenseQuery(accountsQuery).data.items
  const live = useConnection().state === 'live'
  const facets = useQuery(facetsQuery(...estateFacets))
  const fresh = accounts.filter((account) => account.sync.state === 'idle' || account.sync.state === 'running').length
  const latest = accounts.map((account) => account.sync.lastSuccessAt).filter((at) => at !== undefined).sort().at(-1)
  if (accounts.length === 0) return <FirstUse />
  const simulated = accounts.every((account) => account.simulated)
  return (
    <>
      <PageHead title={simulated ? t('demoTitle') : t('title')} facts={<><Freshness at={latest} live={live} /><span>{t('fresh', { fresh, count: accounts.length })}</span></>} />
      <PageBody>
        <KpiStrip accounts={accounts} />
        <div className="overview-columns">
          <div><Estate accounts={accounts} /><Kinds query={facets} /></div>
          <div><Running /><Changes live={live} /></div>
        </div>
      </PageBody>
    </>
  )
}

function FirstUse() {
  const { t } = useTranslation('overview')
  const allowed = useMay('accounts.manage')
  return (
    <>
      <PageHead title={t('title')} />
      <Empty icon={<CloudServerOutlined />} title={t('first.title')} actions={allowed.ok && <Link to={paths.firstRun()}><Button type="primary">{t('first.connect')}</Button></Link>}>
        {t(allowed.ok ? 'first.text' : 'first.ask')}
      </Empty>
    </>
  )
}
