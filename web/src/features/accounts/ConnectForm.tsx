import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { Account, Provider } from '../../api/types'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { CloudChip } from '../../ui/CloudChip'
import { Glyph } from '../../ui/Glyph'
import { text } from '../../lib/text'
import { accountOf, type Draft, isEndpoint, type Reach, reachOf } from './connection'
import { TestResult } from './TestResult'
import './accounts.css'

const exampleOf: Record<Reach, string> = { socket: '/var/run/docker.sock', tcp: '10.0.0.5:2375', tls: 'docker.example.com:2376' }

/** The form of a container engine: how it is reached, its keys, a test, then connect. */
export function ConnectForm({ provider, suggested, connected, secondary }: {
  provider: Provider; suggested?: { name: string; endpoint: string }; connected: (account: Account) => void; secondary?: ReactNode
}) {
  const { t } = useTranslation('accounts')
  const [form] = Form.useForm<Draft>()
  const endpoint = suggested?.endpoint ?? provider.defaultEndpoint
  const initial: Draft = { name: suggested?.name ?? '', reach: reachOf(endpoint), endpoint: endpoint?.replace(/^unix:\/\//, '') ?? '', insecureTls: false, credentials: {} }
  const reach = Form.useWatch('reach', form) ?? initial.reach
  const test = useMutation({
    mutationFn: (draft: Draft) => {
      const { name: _, ...account } = accountOf(draft, provider)
      return take(client.POST('/api/v1/accounts/test', { body: account }))
    },
  })
  const connect = useMutation({
    mutationFn: (draft: Draft) => take(client.POST('/api/v1/accounts', { body: accountOf(draft, provider) })),
    onSuccess: async (account) => {
      await queryClient.invalidateQueries({ queryKey: keys.accounts })
      connected(account)
    },
    onError: (error) => {
      const known = (problemOf(error).errors ?? []).filter((field) => field.pointer.endsWith('/name') || field.pointer.endsWith('/endpoint'))
      form.setFields(known.map((field) => ({ name: field.pointer.endsWith('/name') ? 'name' : 'endpoint', errors: [field.detail] })))
    },
  })
  const runTest = () => form.validateFields(['endpoint', 'reach']).then(() => test.mutate(form.getFieldsValue(true) as Draft), () => {})
  return (
    <Form<Draft> form={form} layout="vertical" requiredMark={false} initialValues={initial} scrollToFirstError={{ focus: true }} onFinish={(draft) => connect.mutate({ ...initial, ...draft })}
      onValuesChange={() => test.reset()} className="connect-form">
      <h2 className="connect-title"><CloudChip provider={provider.id} />{provider.name}</h2>
      <Form.Item name="name" label={t('field.name')} rules={[{ required: true, whitespace: true, message: t('field.nameNeeded') }, { max: 64, message: t('field.nameLong') }]}>
        <Input maxLength={64} spellCheck={false} placeholder={t('field.nameExample')} />
      </Form.Item>
      <Form.Item name="reach" label={t('field.reach')}>
        <Segmented<Reach> options={(['socket', 'tcp', 'tls'] as const).map((value) => ({ value, label: t(`reach.${value}`) }))}
          onChange={(next) => form.setFieldsValue({ endpoint: next === 'socket' ? exampleOf.socket : '' })} />
      </Form.Item>
      <Form.Item name="endpoint" label={t(reach === 'socket' ? 'field.socket' : 'field.endpoint')} extra={t(`reachHelp.${reach}`)} dependencies={['reach']}
        rules={[{ validator: (_, value: string) => (value && isEndpoint(reach, value) ? Promise.resolve() : Promise.reject(new Error(t(`endpointWrong.${reach}`)))) }]}>
        <Input className="mono" maxLength={512} spellCheck={false} placeholder={exampleOf[reach]} />
      </Form.Item>
      {reach === 'tls' && (
        <>
          {provider.credentials.map((field) => (
            <Form.Item key={field.name} name={['credentials', field.name]} label={<>{text(field.label)} <span className="quiet">{t(field.secret ? 'field.secret' : 'field.optional')}</span></>}>
              {field.multiline ? <Input.TextArea className="mono" autoSize={{ minRows: 2, maxRows: 5 }} maxLength={65536} spellCheck={false} autoComplete="off" placeholder="-----BEGIN …-----" /> : <Input.Password maxLength={4096} autoComplete="off" />}
            </Form.Item>
          ))}
          <Form.Item name="insecureTls" valuePropName="checked" extra={t('field.insecureHelp')}><Checkbox>{t('field.insecure')}</Checkbox></Form.Item>
        </>
      )}
      {(test.data || test.error) && <TestResult result={test.data} error={test.error} />}
      {connect.error && <p className="account-refused" role="alert"><Glyph name="critical" /><span><strong>{problemOf(connect.error).title}</strong> {problemOf(connect.error).detail || t('test.failed')}</span></p>}
      <div className="connect-foot">
        {secondary}
        <Button className="connect-test" loading={test.isPending} onClick={() => void runTest()}>{t(test.data || test.error ? 'action.testAgain' : 'action.test')}</Button>
        <Button type="primary" htmlType="submit" loading={connect.isPending}>{t('action.connect')}</Button>
      </div>
    </Form>
  )
}
