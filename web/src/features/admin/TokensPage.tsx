import KeyOutlined from '@ant-design/icons/KeyOutlined'
import PlusOutlined from '@ant-design/icons/PlusOutlined'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenItem } from '../../api/types'
import { queryClient } from '../../api/query'
import { absolute, age, time } from '../../lib/format'
import { useTicking } from '../../lib/ticker'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { NewToken } from './NewToken'
import { tokensQuery } from './queries'
import { RevokeToken } from './RevokeToken'
import './admin.css'

export const loader = () => {
  void queryClient.prefetchQuery(tokensQuery)
  return null
}

/** Keys for scripts and the CLI, of the signed-in person. */
export default function TokensPage() {
  const { t } = useTranslation('admin')
  const { data, error, isPending, refetch } = useQuery(tokensQuery)
  const [adding, setAdding] = useState(false)
  const [revoked, setRevoked] = useState<TokenItem>()
  const add = <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('tokens.add')}</Button>
  return (
    <>
      <PageHead title={t('tokens.title')} facts={t('tokens.text')} actions={add} />
      <PageBody>
        <Panel flush>
          {isPending && <LoadingRows />}
          {error && !data && <Failed error={error} retry={() => void refetch()} />}
          {data?.items.length === 0 && <Empty icon={<KeyOutlined />} title={t('tokens.none')}>{t('tokens.noneText')}</Empty>}
          {data && data.items.length > 0 && (
            <div className="scroll-x">
              <table className="plain-table">
                <thead><tr><th>{t('tokens.name')}</th><th>{t('tokens.permissions')}</th><th>{t('tokens.lastUsed')}</th><th>{t('tokens.expires')}</th><th><span className="sr-only">{t('users.actions')}</span></th></tr></thead>
                <tbody>{data.items.map((token) => <TokenRow key={token.id} token={token} revoke={() => setRevoked(token)} />)}</tbody>
              </table>
            </div>
          )}
        </Panel>
      </PageBody>
      {adding && <NewToken close={() => setAdding(false)} />}
      {revoked && <RevokeToken token={revoked} close={() => setRevoked(undefined)} />}
    </>
  )
}

function TokenRow({ token, revoke }: { token: TokenItem; revoke: () => void }) {
  const { t } = useTranslation('admin')
  const used = useTicking(() => (token.lastUsedAt ? age(token.lastUsedAt) : t('tokens.never')))
  const expired = token.expiresAt !== undefined && new Date(token.expiresAt).getTime() < Date.now()
  return (
    <tr>
      <td><strong className="named">{token.name}</strong></td>
      <td className="mono quiet token-permissions">{token.permissions.join(' ')}</td>
      <td className="tabular quiet" title={absolute(token.lastUsedAt)}>{used}</td>
      <td className={expired ? 'is-warning' : 'quiet'} title={absolute(token.expiresAt)}>{token.expiresAt ? time(token.expiresAt) : t('tokens.noExpiry')}</td>
      <td className="number"><Button size="small" danger onClick={revoke} aria-label={t('tokens.revokeOne', { name: token.name })}>{t('tokens.revoke')}</Button></td>
    </tr>
  )
}
