import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { TokenItem } from '../../api/types'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { Glyph } from '../../ui/Glyph'
import { tokensQuery } from './queries'

/** Asks before a token stops working. */
export function RevokeToken({ token, close }: { token: TokenItem; close: () => void }) {
  const { t } = useTranslation('admin')
  const revoke = useMutation({
    mutationFn: () => take(client.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey })
      close()
    },
  })
  return (
    <Modal open width={520} title={t('tokens.revokeOne', { name: token.name })} onCancel={close} onOk={() => revoke.mutate()} okText={t('tokens.revoke')} cancelText={t('cancel')} okButtonProps={{ danger: true, loading: revoke.isPending }}>
      <p>{t('tokens.revokeText')}</p>
      {revoke.error && <p className="form-refused" role="alert"><Glyph name="critical" />{problemOf(revoke.error).detail || t('refused')}</p>}
    </Modal>
  )
}
