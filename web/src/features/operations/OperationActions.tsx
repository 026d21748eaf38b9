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
import { count } from '../../lib/format'
import { Glyph } from '../../ui/Glyph'
import { type OperationVerb, verbsOf } from './steps'

const send = (id: string, verb: OperationVerb) => {
  const params = { params: { path: { id } } }
  switch (verb) {
    case 'cancel': return take(client.POST('/api/v1/operations/{id}/cancel', params))
    case 'retry': return take(client.POST('/api/v1/operations/{id}/retry', params))
    case 'resume': return take(client.POST('/api/v1/operations/{id}/resume', params))
    case 'abandon': return take(client.POST('/api/v1/operations/{id}/abandon', params))
  }
}
/** Those that take something away; they say first what that is. */
const asksFirst = (verb: OperationVerb): verb is 'cancel' | 'abandon' => verb === 'cancel' || verb === 'abandon'

/** What a person can do next; cancelling and giving up say first what they mean. */
export function OperationActions({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const [asking, setAsking] = useState<'cancel' | 'abandon'>()
  const allowed = useMay('operations.manage')
  const verbs = verbsOf(operation)
  const left = operation.items ? operation.items.failed + operation.items.cancelled : 0
  const act = useMutation({
    mutationFn: (verb: OperationVerb) => send(operation.id, verb),
    onSettled: () => {
      setAsking(undefined)
      void queryClient.invalidateQueries({ queryKey: keys.operation(operation.id) })
      void queryClient.invalidateQueries({ queryKey: keys.operationItems(operation.id) })
      void queryClient.invalidateQueries({ queryKey: keys.operations })
    },
  })
  const button = (verb: OperationVerb, primary: boolean) => {
    const isForMany = verb === 'retry' && left > 0
    return (
      <Tooltip key={verb} title={allowed.ok ? t(isForMany ? 'hint.retryMany' : `hint.${verb}`) : allowed.reason}>
        <Button
          type={asksFirst(verb) ? 'text' : primary ? 'primary' : 'default'} aria-disabled={!allowed.ok} loading={act.isPending && act.variables === verb}
          onClick={() => { if (allowed.ok) { if (asksFirst(verb)) setAsking(verb); else act.mutate(verb) } }}
        >
          {isForMany ? t('verb.retryMany', { count: left, shown: count(left) }) : t(`verb.${verb}`)}
        </Button>
      </Tooltip>
    )
  }
  return (
    <footer className="operation-foot">
      {act.error && <span className="operation-refused" role="alert"><Glyph name="critical" />{problemOf(act.error).detail || t('refused')}</span>}
      {operation.cancelRequested && verbs.length === 0 && <span className="quiet">{t('cancel.asked')}</span>}
      {operation.abandoned && <span className="quiet">{t('abandon.done')}</span>}
      {asking && verbs.includes(asking)
        ? (
          <>
            <span className="operation-asked">{t(`hint.${asking}`)}</span>
            <Button danger type="primary" loading={act.isPending} onClick={() => act.mutate(asking)}>{t(asking === 'cancel' ? 'cancel.confirm' : 'abandon.confirm')}</Button>
            <Button autoFocus onClick={() => setAsking(undefined)}>{t(asking === 'cancel' ? 'cancel.keep' : 'abandon.keep')}</Button>
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
