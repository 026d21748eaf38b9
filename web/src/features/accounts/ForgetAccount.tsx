import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { client, take } from '../../api/client'
import type { Account } from '../../api/types'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { Glyph } from '../../ui/Glyph'

/** Says what forgetting means before it happens: the cloud keeps everything, Yunqiao keeps nothing. */
export function ForgetAccount({ account, close }: { account: Account; close: () => void }) {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  const forget = useMutation({
    mutationFn: () => take(client.DELETE('/api/v1/accounts/{id}', { params: { path: { id: account.id }, query: { mode: 'forget' } } })),
    onSuccess: async () => {
      close()
      await navigate(paths.accounts())
      await queryClient.invalidateQueries()
    },
  })
  return (
    <Modal open title={t('forget.title', { name: account.name })} width={520} onCancel={close} onOk={() => forget.mutate()}
      okText={t('forget.confirm')} cancelText={t('forget.keep')} okButtonProps={{ danger: true, loading: forget.isPending }}>
      <ul className="effects">
        <li><Glyph name="ok" />{t('forget.cloud')}</li>
        <li><Glyph name="warning" />{t('forget.resources', { count: account.resourceCount, shown: count(account.resourceCount) })}</li>
        {account.credentialNames.length > 0 && <li><Glyph name="warning" />{t('forget.credentials')}</li>}
        <li><Glyph name="waiting" />{t('forget.again')}</li>
      </ul>
      {forget.error && <p className="account-refused" role="alert"><Glyph name="critical" />{problemOf(forget.error).detail || t('test.failed')}</p>}
    </Modal>
  )
}
