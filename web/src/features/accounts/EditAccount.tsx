import { useMutation } from '@tanstack/react-query'
import { Checkbox, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { Account, Provider } from '../../api/types'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { text } from '../../lib/text'
import { Glyph } from '../../ui/Glyph'
import { isEndpoint, reachOf } from './connection'

interface Edit { name: string; endpoint: string; insecureTls: boolean; credentials: Record<string, string> }

/** Changes name, address and keys; a key field left empty keeps the stored one, which is never shown. */
export function EditAccount({ account, provider, close }: { account: Account; provider?: Provider; close: () => void }) {
  const { t } = useTranslation('accounts')
  const [form] = Form.useForm<Edit>()
  const isTls = account.endpoint?.startsWith('https:')
  const save = useMutation({
    mutationFn: (edit: Edit) => {
      const credentials = Object.fromEntries(Object.entries(edit.credentials ?? {}).filter(([, value]) => value?.trim()))
      return take(client.PATCH('/api/v1/accounts/{id}', {
        params: { path: { id: account.id } },
        body: {
          name: edit.name.trim(),
          ...(edit.endpoint !== account.endpoint && { endpoint: edit.endpoint.trim() }),
          ...(Object.keys(credentials).length > 0 && { credentials }),
          ...(isTls && { settings: { ...account.settings, insecureTls: edit.insecureTls } }),
        },
      }))
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.accounts })
      close()
    },
  })
  return (
    <Modal open title={t('edit.title', { name: account.name })} width={560} onCancel={close} onOk={form.submit} okText={t('edit.save')} cancelText={t('edit.cancel')} okButtonProps={{ loading: save.isPending }}>
      <Form<Edit> form={form} layout="vertical" requiredMark={false} initialValues={{ name: account.name, endpoint: account.endpoint, insecureTls: account.settings.insecureTls ?? false }} onFinish={(edit) => save.mutate(edit)}>
        <Form.Item name="name" label={t('field.name')} rules={[{ required: true, whitespace: true, message: t('field.nameNeeded') }]}><Input maxLength={64} /></Form.Item>
        <Form.Item name="endpoint" label={t('field.endpoint')} extra={t('edit.endpointHelp')}
          rules={[{ validator: (_, value: string) => (isEndpoint(reachOf(value), value ?? '') ? Promise.resolve() : Promise.reject(new Error(t('edit.endpointWrong')))) }]}>
          <Input className="mono" maxLength={512} spellCheck={false} />
        </Form.Item>
        {isTls && provider?.credentials.map((field) => (
          <Form.Item key={field.name} name={['credentials', field.name]} label={text(field.label)} extra={account.credentialNames.includes(field.name) ? t('edit.kept') : undefined}>
            <Input.TextArea className="mono" autoSize={{ minRows: 2, maxRows: 4 }} maxLength={65536} spellCheck={false} autoComplete="off" />
          </Form.Item>
        ))}
        {isTls && <Form.Item name="insecureTls" valuePropName="checked" extra={t('field.insecureHelp')}><Checkbox>{t('field.insecure')}</Checkbox></Form.Item>}
      </Form>
      {save.error && <p className="account-refused" role="alert"><Glyph name="critical" />{problemOf(save.error).detail || t('test.failed')}</p>}
    </Modal>
  )
}
