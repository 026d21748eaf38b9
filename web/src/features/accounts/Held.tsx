import { useMutation } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { client, take } from '../../api/client'
import type { Account, SyncUnit } from '../../api/types'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { paths } from '../../lib/paths'
import { Glyph } from '../../ui/Glyph'

/** A listing that lost too much waits for a person: look at what would go, keep it, or accept that it is gone. */
export function Held({ account, unit, kind }: { account: Account; unit: SyncUnit; kind: string }) {
  const { t } = useTranslation('accounts')
  const allowed = useMay('accounts.manage')
  const release = useMutation({
    mutationFn: (decision: 'accept' | 'keep') => take(client.POST('/api/v1/accounts/{id}/units/release', {
      params: { path: { id: account.id }, query: { region: unit.region, kind: unit.kind } }, body: { decision },
    })),
    onSettled: () => queryClient.invalidateQueries(),
  })
  const decide = (decision: 'accept' | 'keep') => () => { if (allowed.ok) release.mutate(decision) }
  const hint = allowed.ok ? undefined : allowed.reason
  return (
    <div className="trouble is-held">
      <Glyph name="attention" />
      <div>
        <strong>{t('held.title', { kind })}</strong>
        <p>{unit.error?.detail ?? t('held.text', { count: unit.missing ?? 0 })}</p>
        <div className="held-actions">
          <Link to={paths.resources(`account:${account.id} kind:${unit.kind} sync:missing`)}>{t('held.show')}</Link>
          <Tooltip title={hint}><Button size="small" aria-disabled={!allowed.ok} loading={release.isPending && release.variables === 'keep'} onClick={decide('keep')}>{t('held.keep')}</Button></Tooltip>
          <Tooltip title={hint}><Button size="small" type="text" aria-disabled={!allowed.ok} loading={release.isPending && release.variables === 'accept'} onClick={decide('accept')}>{t('held.accept')}</Button></Tooltip>
        </div>
        {release.error && <p role="alert" className="is-critical">{problemOf(release.error).detail}</p>}
      </div>
    </div>
  )
}
