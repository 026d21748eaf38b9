import ApiOutlined from '@ant-design/icons/ApiOutlined'
import PlusOutlined from '@ant-design/icons/PlusOutlined'
import { useQuery } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Account } from '../../api/types'
import { accountsQuery, providersQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { CloudChip } from '../../ui/CloudChip'
import { Freshness } from '../../ui/Freshness'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { Sim } from '../../ui/Sim'
import { AccountDetail } from './AccountDetail'
import { heldCount, syncState } from './sync'
import { SyncWord } from './SyncWord'
import './accounts.css'

export const loader = () => {
  void queryClient.prefetchQuery(accountsQuery)
  void queryClient.prefetchQuery(providersQuery)
  return null
}

/** The clouds that are connected: a list left, the live sync of one right. */
export default function AccountsPage() {
  const { t } = useTranslation('accounts')
  const [search] = useSearchParams()
  const { data, error, isPending, refetch } = useQuery(accountsQuery)
  const accounts = data?.items ?? []
  const current = accounts.find((account) => account.id === search.get('account')) ?? accounts[0]
  return (
    <>
      <PageHead title={t('title')} facts={data && accounts.length > 0 && <Facts accounts={accounts} />} actions={accounts.length > 0 && <ConnectButton />} />
      <PageBody>
        {isPending && <Panel flush><LoadingRows rows={8} /></Panel>}
        {error && !data && <Panel><Failed error={error} retry={() => void refetch()} /></Panel>}
        {data && !current && (
          <Panel><Empty icon={<ApiOutlined />} title={t('empty.title')} actions={<ConnectButton />}>{t('empty.text')}</Empty></Panel>
        )}
        {current && (
          <div className={search.has('account') ? 'accounts is-chosen' : 'accounts'}>
            <Panel flush className="accounts-list"><AccountTable accounts={accounts} current={current} /></Panel>
            <AccountDetail key={current.id} account={current} />
          </div>
        )}
      </PageBody>
    </>
  )
}

function ConnectButton() {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  const allowed = useMay('accounts.manage')
  return (
    <Tooltip title={allowed.ok ? undefined : allowed.reason}>
      <Button type="primary" icon={<PlusOutlined />} aria-disabled={!allowed.ok} onClick={() => { if (allowed.ok) void navigate(paths.newAccount()) }}>{t('connect')}</Button>
    </Tooltip>
  )
}

function Facts({ accounts }: { accounts: Account[] }) {
  const { t } = useTranslation('accounts')
  const words = accounts.map((account) => syncState(account).word)
  const held = words.filter((word) => word === 'held').length
  const troubled = words.filter((word) => word === 'failed' || word === 'partial').length
  return (
    <span>
      {[t('facts.connected', { count: accounts.length }), troubled > 0 && t('facts.troubled', { count: troubled }), held > 0 && t('facts.held', { count: held })].filter(Boolean).join(' · ')}
    </span>
  )
}

function AccountTable({ accounts, current }: { accounts: Account[]; current: Account }) {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  return (
    <table className="plain-table">
      <thead><tr><th>{t('column.account')}</th><th>{t('column.sync')}</th><th className="number">{t('column.resources')}</th><th>{t('column.observed')}</th></tr></thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id} className={account.id === current.id ? 'is-link is-current' : 'is-link'} onClick={() => void navigate(paths.accounts(account.id))}>
            <td>
              <span className="named">
                <CloudChip provider={account.provider} />
                <Link className="named-text" to={paths.accounts(account.id)} title={account.name} aria-current={account.id === current.id ? 'true' : undefined} onClick={(event) => event.stopPropagation()}>{account.name}</Link>
                {account.simulated && <Sim short />}
              </span>
            </td>
            <td><SyncWord account={account} /></td>
            <td className="number">{count(heldCount(account))}</td>
            <td><Freshness at={account.sync.lastSuccessAt} live={account.sync.feed === 'live'} stale={account.sync.state === 'failed'} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
