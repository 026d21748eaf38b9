import DisconnectOutlined from '@ant-design/icons/DisconnectOutlined'
import LockOutlined from '@ant-design/icons/LockOutlined'
import { Button, Skeleton } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem'
import { Copy } from './Copy'
import './places.css'

/** What stands in place of content: a tile, one title, one sentence, at most two buttons. `page`: in place of a whole page, so its title is the h1. */
export function Empty({ icon, title, children, actions, tone = 'accent', page = false }: {
  icon: ReactNode; title: string; children?: ReactNode; actions?: ReactNode; tone?: 'accent' | 'quiet' | 'critical' | 'attention'; page?: boolean
}) {
  const Title = page ? 'h1' : 'h2'
  return (
    <div className="place">
      <span className={`place-tile is-${tone}`} aria-hidden>{icon}</span>
      <Title>{title}</Title>
      {children && <div className="place-text">{children}</div>}
      {actions && <div className="place-actions">{actions}</div>}
    </div>
  )
}

/** What the person may not see, and who can change that. */
export function Denied({ permission, page }: { permission?: string; page?: boolean }) {
  const { t } = useTranslation('ui')
  return (
    <Empty icon={<LockOutlined />} tone="attention" page={page} title={t('denied.title')}>
      {permission ? t('denied.permission', { permission }) : t('denied.text')}
    </Empty>
  )
}

/** A part of the page that could not be read, in its own place; the rest keeps working. A refusal shows as denied. */
export function Failed({ error, retry, title, page }: { error: unknown; retry?: () => void; title?: string; page?: boolean }) {
  const { t } = useTranslation('ui')
  const problem = problemOf(error)
  if (problem.status === 403) return <Denied page={page} />
  const offline = problem.status === 0
  return (
    <Empty
      icon={<DisconnectOutlined />} tone="critical" page={page}
      title={title ?? (problem.title || t(offline ? 'failed.offline' : 'failed.title'))}
      actions={retry && <Button type="primary" onClick={retry}>{t('failed.retry')}</Button>}
    >
      {problem.detail || t(offline ? 'failed.offlineText' : 'failed.text')}
      <div className="place-code mono">
        {problem.code}
        {problem.traceId && <> · {problem.traceId} <Copy value={problem.traceId} label={t('failed.copyTrace')} /></>}
      </div>
    </Empty>
  )
}

/** Nothing for 200 ms, then rows of the final height. */
export function LoadingRows({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation('ui')
  const late = useLate()
  return (
    <div className="loading-rows" role="status" aria-label={t('loading')}>
      {late && Array.from({ length: rows }, (_, row) => (
        <div key={row} className="loading-row"><Skeleton.Node active={false} style={{ width: `${38 + ((row * 17) % 34)}%`, height: 10 }} /></div>
      ))}
    </div>
  )
}

/** True once 200 ms have passed, so that fast answers never flash a skeleton. */
export function useLate(millis = 200): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), millis)
    return () => clearTimeout(timer)
  }, [millis])
  return late
}
