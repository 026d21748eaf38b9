import { useMutation } from '@tanstack/react-query'
import { Checkbox, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { Role, UserItem } from '../../api/types'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { useSession } from '../../app/session'
import { Glyph } from '../../ui/Glyph'
import { usersQuery } from './queries'

interface Fields { name: string; displayName?: string; password?: string; role: Role; disabled: boolean }
const roles: Role[] = ['administrator', 'operator', 'viewer']

/** Adds a user, or changes one; an empty password keeps the present one. */
export function UserForm({ user, close }: { user?: UserItem; close: () => void }) {
  const { t } = useTranslation('admin')
  const [form] = Form.useForm<Fields>()
  const self = useSession().user.id === user?.id
  const save = useMutation({
    mutationFn: ({ name, displayName, password, role, disabled }: Fields) => user
      ? take(client.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body: { displayName, role, disabled, ...(password && { password }) } }))
      : take(client.POST('/api/v1/users', { body: { name: name.trim(), displayName: displayName?.trim() || undefined, password: password ?? '', role } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: usersQuery.queryKey })
      close()
    },
  })
  return (
    <Modal open width={520} title={user ? t('users.editOne', { name: user.displayName }) : t('users.addTitle')} onCancel={close} onOk={form.submit} okText={t(user ? 'users.save' : 'users.add')} cancelText={t('cancel')} okButtonProps={{ loading: save.isPending }}>
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => save.mutate(fields)}
        initialValues={{ name: user?.name, displayName: user?.displayName, role: user?.role ?? 'viewer', disabled: user?.disabled ?? false }}>
        {!user && <Form.Item name="name" label={t('users.name')} extra={t('users.nameHelp')} rules={[{ required: true, whitespace: true, message: t('users.nameNeeded') }]}><Input maxLength={128} autoComplete="off" spellCheck={false} /></Form.Item>}
        <Form.Item name="displayName" label={t('users.displayName')}><Input maxLength={128} autoComplete="off" /></Form.Item>
        <Form.Item name="role" label={t('users.role')}>
          <Radio.Group className="role-choice" disabled={self}>{roles.map((role) => <Radio key={role} value={role}>{t(`role.${role}`)} <span className="quiet">{t(`roleText.${role}`)}</span></Radio>)}</Radio.Group>
        </Form.Item>
        <Form.Item name="password" label={t(user ? 'users.newPassword' : 'users.password')} extra={t(user ? 'users.keepPassword' : 'users.passwordHelp')}
          rules={[{ required: !user, message: t('users.passwordNeeded') }, { min: 8, message: t('users.passwordHelp') }]}>
          <Input.Password maxLength={256} autoComplete="new-password" />
        </Form.Item>
        {user && !self && <Form.Item name="disabled" valuePropName="checked" extra={t('users.disableHelp')}><Checkbox>{t('users.disable')}</Checkbox></Form.Item>}
      </Form>
      {save.error && <p className="form-refused" role="alert"><Glyph name="critical" />{problemOf(save.error).detail || t('refused')}</p>}
    </Modal>
  )
}
