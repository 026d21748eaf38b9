import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Account } from '../../api/types'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { CloudChip } from '../../ui/CloudChip'
import { Freshness } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Sim } from '../../ui/Sim'
import { heldCount } from '../accounts/sync'
import { SyncWord } from '../accounts/SyncWord'

/** Each account with what it holds, its sync and its age. */
export function Estate({ accounts }: { accounts: Account[] }) {
  const { t } = useTranslation('overview')
  const navigate = useNavigate()
  const most = Math.max(1, ...accounts.map((account) => account.resourceCount))
  return (
    <Panel title={t('estate.title')} extra={<Link to={paths.accounts()}>{t('estate.all')}</Link>} flush>
      <div className="scroll-x">
        <table className="plain-table estate">
          <thead><tr><th>{t('estate.account')}</th><th>{t('estate.site')}</th><th>{t('estate.sync')}</th><th className="number" colSpan={2}>{t('estate.resources')}</th><th>{t('estate.observed')}</th></tr></thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.id} className="is-link" onClick={() => void navigate(paths.accounts(account.id))}>
                <td><span className="named"><CloudChip provider={account.provider} /><Link className="named-text" to={paths.accounts(account.id)} onClick={(event) => event.stopPropagation()}>{account.name}</Link>{account.simulated && <Sim />}</span></td>
                <td className="quiet">{account.site.name}</td>
                <td><SyncWord account={account} /></td>
                <td className="estate-bar"><span aria-hidden style={{ width: `${(account.resourceCount / most) * 100}%` }} /></td>
                <td className="number">{count(heldCount(account))}</td>
                <td><Freshness at={account.sync.lastSuccessAt} live={account.sync.feed === 'live'} stale={account.sync.state === 'failed'} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
