import LinkOutlined from '@ant-design/icons/LinkOutlined'
import { useMutation } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { Operation } from '../../api/types'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { Glyph } from '../../ui/Glyph'
import { verbsOf } from './steps'

type Verb = 'cancel' | 'retry' | 'resume'
const send = (id: string, verb: Verb) => {
  const params = { params: { path: { id } } }
  if (verb === 'cancel') return take(client.POST('/api/v1/operations/{id}/cancel', params))
  return take(verb === 'retry' ? client.POST('/api/v1/operations/{id}/retry', params) : client.POST('/api/v1/operations/{id}/resume', params))
}

/** What a person can do next; cancelling says first what it undoes. */
export function OperationActions({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const [asking, setAsking] = useState(false)
  const allowed = useMay('operations.manage')
  const verbs = verbsOf(operation)
  const act = useMutation({
    mutationFn: (verb: Verb) => send(operation.id, verb),
    onSettled: () => {
      setAsking(false)
      void queryClient.invalidateQueries({ queryKey: keys.operation(operation.id) })
      void queryClient.invalidateQueries({ queryKey: keys.operations })
    },
  })
  const button = (verb: Verb, primary: boolean) => (
    <Tooltip key={verb} title={allowed.ok ? t(`hint.${verb}`) : allowed.reason}>
      <Button
        type={verb === 'cancel' ? 'text' : primary ? 'primary' : 'default'} aria-disabled={!allowed.ok} loading={act.isPending && act.variables === verb}
        onClick={() => { if (allowed.ok) { if (verb === 'cancel') setAsking(true); else act.mutate(verb) } }}
      >
        {t(`verb.${verb}`)}
      </Button>
    </Tooltip>
  )
  return (
    <footer className="operation-foot">
      {act.error && <span className="operation-refused" role="alert"><Glyph name="critical" />{problemOf(act.error).detail || t('refused')}</span>}
      {operation.cancelRequested && verbs.length === 0 && <span className="quiet">{t('cancel.asked')}</span>}
      {asking
        ? (
          <>
            <span>{t('hint.cancel')}</span>
            <Button danger type="primary" loading={act.isPending} onClick={() => act.mutate('cancel')}>{t('cancel.confirm')}</Button>
            <Button autoFocus onClick={() => setAsking(false)}>{t('cancel.keep')}</Button>
          </>
        )
        : verbs.map((verb, index) => button(verb, index === 0 && operation.error?.retryable !== false))}
      <CopyLink />
    </footer>
  )
}

function CopyLink() {
  const { t } = useTranslation('operations')
  const [done, setDone] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(location.href)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return <Button type="text" className="operation-copy" icon={<LinkOutlined />} onClick={() => void copy()}>{t(done ? 'drawer.copied' : 'drawer.copyLink')}</Button>
}
