import CodeOutlined from '@ant-design/icons/CodeOutlined'
import { Button, Input, Select } from 'antd'
import { lazy, Suspense, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { count } from '../../lib/format'
import type { Verdict } from '../../lib/can'
import { joinWords, splitWords } from '../../lib/schema'
import { Panel } from '../../ui/PageHead'
import { Empty, LoadingRows } from '../../ui/Places'

const Terminal = lazy(() => import('./Terminal'))
const tails = [200, 1000, 5000]
const shell = ['/bin/sh']

/** What it writes, from some lines back and onwards. */
export function Logs({ resource, verdict }: { resource: Resource; verdict: Verdict }) {
  const { t } = useTranslation('resource')
  const [tail, setTail] = useState(tails[0]!)
  const inputs = useMemo(() => ({ tail, follow: true }), [tail])
  if (!verdict.ok) return <Refused reason={verdict.reason} />
  return (
    <Panel flush title={t('tab.logs')} className="terminal-panel" extra={
      <Select size="small" value={tail} onChange={setTail} aria-label={t('stream.tail')} options={tails.map((value) => ({ value, label: t('stream.lines', { count: value, formatted: count(value) }) }))} />
    }>
      <Suspense fallback={<LoadingRows rows={10} />}><Terminal resource={resource} verb="logs" inputs={inputs} label={t('tab.logs')} /></Suspense>
    </Panel>
  )
}

/** A command run in it, a shell unless another is named. Nothing runs before it is asked for. */
export function Console({ resource, verdict }: { resource: Resource; verdict: Verdict }) {
  const { t } = useTranslation('resource')
  const id = useId()
  const [text, setText] = useState(joinWords(shell))
  const [inputs, setInputs] = useState<{ command: string[] }>()
  if (!verdict.ok) return <Refused reason={verdict.reason} />
  const open = () => setInputs({ command: splitWords(text) })
  return (
    <Panel flush title={t('tab.console')} className="terminal-panel" extra={
      <form className="console-form" onSubmit={(event) => { event.preventDefault(); if (text.trim()) open() }}>
        <label htmlFor={id}>{t('stream.command')}</label>
        <Input id={id} size="small" className="mono" value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} autoComplete="off" />
        <Button size="small" type={inputs ? 'default' : 'primary'} htmlType="submit">{t(inputs ? 'stream.again' : 'stream.open')}</Button>
      </form>
    }>
      {inputs
        ? <Suspense fallback={<LoadingRows rows={10} />}><Terminal resource={resource} verb="exec" inputs={inputs} label={t('tab.console')} /></Suspense>
        : <Empty icon={<CodeOutlined />} tone="quiet" title={t('stream.consoleTitle')}>{t('stream.consoleText')}</Empty>}
    </Panel>
  )
}

function Refused({ reason }: { reason: string }) {
  const { t } = useTranslation('resource')
  return <Panel><Empty icon={<CodeOutlined />} tone="quiet" title={t('stream.refused')}>{reason}</Empty></Panel>
}
