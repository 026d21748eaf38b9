import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useKinds } from '../../api/kinds'
import { accountsQuery } from '../../api/queries'
import { startEvents } from '../../app/events'
import { signOut } from '../../app/TopBar'
import { count } from '../../lib/format'
import { Glyph } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { unitGlyph } from '../accounts/sync'
import { SyncWord } from '../accounts/SyncWord'

/** The first reading of a new account, live. */
export function FirstSync({ id, leave, another }: { id: string; leave: () => void; another: () => void }) {
  const { t } = useTranslation('first-run')
  const kinds = useKinds()
  useEffect(() => startEvents(() => void signOut()), [])
  const { data, error, refetch } = useQuery(accountsQuery)
  const account = data?.items.find((candidate) => candidate.id === id)
  if (error && !data) return <Panel><Failed error={error} retry={() => void refetch()} /></Panel>
  if (!account) return <Panel flush><LoadingRows /></Panel>
  return (
    <div className="first-sync">
      <Panel title={account.name} extra={<SyncWord account={account} />} flush>
        <ul>
          {account.sync.units.map((unit) => (
            <li key={`${unit.region}/${unit.kind}`}>
              <Glyph name={unitGlyph(unit)} /><span>{kinds.label(unit.kind)}</span>
              {unit.error ? <span className="is-critical">{unit.error.title}</span> : <span className="tabular">{unit.lastSuccessAt ? count(unit.count) : ''}</span>}
            </li>
          ))}
        </ul>
      </Panel>
      <div className="first-sync-foot"><Button onClick={another}>{t('another')}</Button><Button type="primary" onClick={leave}>{t('enter')}</Button></div>
    </div>
  )
}
