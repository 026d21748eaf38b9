import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import './page.css'

/** The head of a page: its one h1, a line of grey facts, actions at the right. Takes the focus when the page opens. */
export function PageHead({ title, facts, actions, before }: { title: string; facts?: ReactNode; actions?: ReactNode; before?: ReactNode }) {
  const { t } = useTranslation('ui')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = t('page.title', { title })
  }, [title, t])
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header className="page-head">
      {before}
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {facts && <div className="page-facts">{facts}</div>}
      {actions && <div className="page-actions">{actions}</div>}
    </header>
  )
}

/** A page's body under its head. */
export function PageBody({ children, flush = false }: { children: ReactNode; flush?: boolean }) {
  return <div className={flush ? 'page-body is-flush' : 'page-body'}>{children}</div>
}

/** A plain panel with a 40 px head; not antd's Card, which is heavier than a border. */
export function Panel({ title, extra, children, className = '', flush = false }: {
  title?: ReactNode; extra?: ReactNode; children: ReactNode; className?: string; flush?: boolean
}) {
  return (
    <section className={`panel ${className}`}>
      {title && <div className="panel-head"><h2>{title}</h2>{extra && <div className="panel-extra">{extra}</div>}</div>}
      <div className={flush ? 'panel-body is-flush' : 'panel-body'}>{children}</div>
    </section>
  )
}
