import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { setLanguage, useLanguage } from '../../app/appearance'
import type { Language } from '../../app/i18n'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { Glyph } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'

interface Passwords { current?: string; new?: string }

/** Language, and a password of one's own in place of the one the start-up printed. */
export function Person({ done }: { done: () => void }) {
  const { t } = useTranslation('first-run')
  const language = useLanguage()
  const change = useMutation({
    mutationFn: (passwords: Required<Passwords>) => take(client.POST('/api/v1/session/password', { body: passwords })),
    onSuccess: done,
  })
  return (
    <Panel className="first-person">
      <Form<Passwords> layout="vertical" requiredMark={false} onFinish={({ current, new: next }) => (current && next ? change.mutate({ current, new: next }) : done())}>
        <Form.Item label={t('language')}>
          <Segmented<Language> aria-label={t('language')} value={language} onChange={(next) => void setLanguage(next)} options={[{ value: 'zh', label: t('languages.zh') }, { value: 'en', label: t('languages.en') }]} />
        </Form.Item>
        <Form.Item name="current" label={t('password.current')} dependencies={['new']}
          rules={[({ getFieldValue }) => ({ validator: (_, value) => (getFieldValue('new') && !value ? Promise.reject(new Error(t('password.needed'))) : Promise.resolve()) })]}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        <Form.Item name="new" label={t('password.new')} extra={t('password.help')} rules={[{ min: 8, message: t('password.short') }]}>
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        {change.error && <p className="account-refused" role="alert"><Glyph name="critical" />{problemOf(change.error).detail}</p>}
        <Button type="primary" htmlType="submit" loading={change.isPending}>{t('next')}</Button>
      </Form>
    </Panel>
  )
}
