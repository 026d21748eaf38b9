import ReloadOutlined from '@ant-design/icons/ReloadOutlined'
import SafetyOutlined from '@ant-design/icons/SafetyOutlined'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { client, take } from '../../api/client'
import type { Account, Provider } from '../../api/types'
import { problemOf } from '../../api/problem'
import { keys, providersQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { Glyph } from '../../ui/Glyph'
import { KeyValue } from '../../ui/KeyValue'
import { Panel } from '../../ui/PageHead'
import { Sim } from '../../ui/Sim'
import { EditAccount } from './EditAccount'
import { ForgetAccount } from './ForgetAccount'
import { heldCount } from './sync'
import { SyncMatrix } from './SyncMatrix'
import { SyncWord } from './SyncWord'
import { TestResult } from './TestResult'

/** One account: what it is, how far its sync is, every unit, and what can be done with it. */
export function AccountDetail({ account }: { account: Account }) {
  const { t } = useTranslation('accounts')
  const provider = useQuery(providersQuery).data?.find((candidate) => candidate.id === account.provider)
  const [dialog, setDialog] = useState<'edit' | 'forget'>()
  const allowed = useMay('accounts.manage')
  const test = useMutation({ mutationFn: () => take(client.POST('/api/v1/accounts/{id}/test', { params: { path: { id: account.id } } })) })
  const sync = useMutation({
    mutationFn: () => take(client.POST('/api/v1/accounts/{id}/sync', { params: { path: { id: account.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.accounts }),
  })
  const units = account.sync.units
  const done = units.filter((unit) => unit.state !== 'running' && unit.lastSuccessAt).length
  const guard = (run: () => void) => () => { if (allowed.ok) run() }
  const hint = allowed.ok ? undefined : allowed.reason
  return (
    <div className="account-detail">
      <Panel>
        <div className="account-head">
          <CloudChip provider={account.provider} large />
          <div className="account-name"><h2>{account.name}</h2>{account.simulated && <Sim />}<SyncWord account={account} pill /></div>
          <div className="account-actions">
            <Tooltip title={hint}><Button icon={<SafetyOutlined />} aria-disabled={!allowed.ok} loading={test.isPending} onClick={guard(() => test.mutate())}>{t('action.test')}</Button></Tooltip>
            <Tooltip title={hint}><Button icon={<ReloadOutlined />} aria-disabled={!allowed.ok} loading={sync.isPending} onClick={guard(() => sync.mutate())}>{t('action.sync')}</Button></Tooltip>
            <Tooltip title={hint}><Button aria-disabled={!allowed.ok} onClick={guard(() => setDialog('edit'))}>{t('action.edit')}</Button></Tooltip>
            <Tooltip title={hint}><Button danger aria-disabled={!allowed.ok} onClick={guard(() => setDialog('forget'))}>{t('action.forget')}</Button></Tooltip>
          </div>
        </div>
        {account.sync.state === 'running' && <div className="account-progress" role="progressbar" aria-label={t('units.progress')} aria-valuemin={0} aria-valuemax={units.length} aria-valuenow={done}><span style={{ width: `${units.length ? (done / units.length) * 100 : 0}%` }} /></div>}
        <p className="account-facts quiet">
          <span>{provider?.name ?? account.provider}</span>
          <Link to={paths.resources(`account:${account.id}`)}>{t('facts.resources', { count: account.resourceCount, shown: count(heldCount(account)) })}</Link>
          <span>{t('facts.units', { done, count: units.length })}</span>
          <span>{t(`feed.${account.sync.feed}`)}</span>
        </p>
        {sync.error && <p className="account-refused" role="alert"><Glyph name="critical" />{problemOf(sync.error).detail}</p>}
        {(test.data || test.error) && <TestResult result={test.data} error={test.error} />}
      </Panel>
      <SyncMatrix account={account} retry={guard(() => sync.mutate())} />
      <Panel title={t('settings.title')}>
        <KeyValue facts={[
          { key: 'endpoint', label: t('field.endpoint'), value: <span className="mono">{account.endpoint}</span> },
          { key: 'credentials', label: t('settings.credentials'), value: credentialWords(account, provider, t('settings.none')) },
          { key: 'site', label: t('settings.site'), value: account.site.name },
          { key: 'tls', label: t('settings.tls'), value: account.settings.insecureTls ? <span className="is-warning">{t('settings.unverified')}</span> : account.endpoint?.startsWith('https') ? t('settings.verified') : undefined },
        ]} />
      </Panel>
      {dialog === 'edit' && <EditAccount account={account} provider={provider} close={() => setDialog(undefined)} />}
      {dialog === 'forget' && <ForgetAccount account={account} close={() => setDialog(undefined)} />}
    </div>
  )
}

/** Which secrets are kept, by name only. */
function credentialWords(account: Account, provider: Provider | undefined, none: string): string {
  const labels = account.credentialNames.map((name) => text(provider?.credentials.find((field) => field.name === name)?.label) || name)
  return labels.length > 0 ? labels.join(', ') : none
}
