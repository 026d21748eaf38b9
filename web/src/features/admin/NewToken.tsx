import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { useSession } from '../../app/session'
import { Copy } from '../../ui/Copy'
import { Glyph } from '../../ui/Glyph'
import { tokensQuery } from './queries'

interface Fields { name: string; days: number; permissions: string[] }
const dayChoices = [30, 90, 365, 0]
const dayMillis = 86_400_000

/** Makes a token and shows it the one time it can be seen. */
export function NewToken({ close }: { close: () => void }) {
  const { t } = useTranslation('admin')
  const [form] = Form.useForm<Fields>()
  const { permissions } = useSession()
  const make = useMutation({
    mutationFn: ({ name, days, permissions }: Fields) => take(client.POST('/api/v1/tokens', {
      body: { name: name.trim(), permissions, ...(days > 0 && { expiresAt: new Date(Date.now() + days * dayMillis).toISOString() }) },
    })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
  if (make.data) {
    return (
      <Modal open width={560} title={t('tokens.made', { name: make.data.name })} onCancel={close} mask={{ closable: false }} footer={<Button type="primary" onClick={close}>{t('tokens.kept')}</Button>}>
        <p>{t('tokens.once')}</p>
        <div className="token-value mono"><span>{make.data.token}</span><Copy value={make.data.token} label={t('tokens.copy')} /></div>
      </Modal>
    )
  }
  return (
    <Modal open width={560} title={t('tokens.addTitle')} onCancel={close} onOk={form.submit} okText={t('tokens.add')} cancelText={t('cancel')} okButtonProps={{ loading: make.isPending }}>
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => make.mutate(fields)} initialValues={{ days: 90, permissions }}>
        <Form.Item name="name" label={t('tokens.name')} extra={t('tokens.nameHelp')} rules={[{ required: true, whitespace: true, message: t('tokens.nameNeeded') }]}><Input maxLength={64} autoComplete="off" /></Form.Item>
        <Form.Item name="days" label={t('tokens.expires')}><Radio.Group options={dayChoices.map((days) => ({ value: days, label: days === 0 ? t('tokens.noExpiry') : t('tokens.days', { count: days }) }))} /></Form.Item>
        <Form.Item name="permissions" label={t('tokens.permissions')} rules={[{ type: 'array', min: 1, message: t('tokens.permissionNeeded') }]}>
          <Checkbox.Group className="permission-choice mono" options={permissions.map((permission) => ({ value: permission, label: permission }))} />
        </Form.Item>
      </Form>
      {make.error && <p className="form-refused" role="alert"><Glyph name="critical" />{problemOf(make.error).detail || t('refused')}</p>}
    </Modal>
  )
}
