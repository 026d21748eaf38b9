import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Operation } from '../../api/types'
import { accountsQuery } from '../../api/queries'
import { useConnection } from '../../app/events'
import { isActive } from '../../app/running'
import { absolute, between, count, shortId, time } from '../../lib/format'
import { paths, withOperation } from '../../lib/paths'
import { text } from '../../lib/text'
import { useTicking } from '../../lib/ticker'
import { CloudChip } from '../../ui/CloudChip'
import { Copy } from '../../ui/Copy'
import { Live } from '../../ui/Freshness'
import { glyphOfOperation, State } from '../../ui/State'
import { Items } from './Items'
import { Log, LogTools } from './Log'
import { OperationActions } from './OperationActions'
import { FaultBox, StepBar, Steps } from './Steps'

/** One operation: head, bar, steps, log and what can be done next. */
export function OperationView({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const [follow, setFollow] = useState(true)
  const [tab, setTab] = useState(operation.items ? 'items' : 'log')
  const hasStepFault = operation.steps?.some((step) => step.error)
  return (
    <>
      <Head operation={operation} />
      <div className="operation-steps" role="region" aria-label={t('steps.progress')} tabIndex={0}>
        <Steps operation={operation} />
        {operation.error && !hasStepFault && <FaultBox fault={operation.error} />}
      </div>
      <div className="operation-panes">
        {tab === 'log' && <LogTools id={operation.id} follow={follow} setFollow={setFollow} />}
        <Tabs
          size="small" className="operation-tabs" activeKey={tab} onChange={setTab}
          items={[
            ...(operation.items ? [{ key: 'items', label: t('items.title', { count: operation.items.total, shown: count(operation.items.total) }), children: <Items id={operation.id} counts={operation.items} /> }] : []),
            { key: 'log', label: t('log.title'), children: <Log id={operation.id} follow={follow} setFollow={setFollow} /> },
            ...(operation.items ? [] : [{ key: 'resources', label: t('resources.title', { count: operation.resources.length }), children: <Resources operation={operation} /> }]),
          ]}
        />
      </div>
      <OperationActions operation={operation} />
    </>
  )
}

function Head({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const { search } = useLocation()
  const live = useConnection().state === 'live'
  const account = useQuery(accountsQuery).data?.items.find((candidate) => candidate.id === operation.account)
  const length = useTicking(() => between(operation.startedAt, operation.endedAt))
  return (
    <header className="operation-head">
      <div className="operation-line">
        <State pill glyph={glyphOfOperation(operation.state)} label={t(`state.${operation.state}`)} />
        <span className="mono quiet" title={operation.id}>{shortId(operation.id)}</span><Copy value={operation.id} />
      </div>
      <h2>{text(operation.titleText) || operation.title}</h2>
      <div className="operation-line quiet">
        {account && <><CloudChip provider={account.provider} /><span>{account.name}</span></>}
        <span title={absolute(operation.createdAt)}>{t('drawer.asked', { name: operation.requestedBy.name, at: time(operation.createdAt) })}</span>
        {operation.startedAt && <span className="tabular">{t(operation.endedAt ? 'drawer.took' : 'drawer.running', { length })}</span>}
        {operation.attempt > 1 && <span>{t('drawer.attempt', { count: operation.attempt })}</span>}
        {operation.deadlineAt && !operation.endedAt && <span title={absolute(operation.deadlineAt)}>{t('drawer.deadline', { at: time(operation.deadlineAt) })}</span>}
        {operation.parent && <Link to={{ search: withOperation(search, operation.parent) }} preventScrollReset>{t('drawer.partOf')}</Link>}
        {isActive(operation) && live && <span className="operation-live"><Live /></span>}
      </div>
      {operation.waitingFor && (
        <p className="operation-ahead">{t('drawer.ahead')} <Link to={{ search: withOperation(search, operation.waitingFor.id) }} preventScrollReset>{text(operation.waitingFor.title)}</Link></p>
      )}
      <StepBar operation={operation} />
    </header>
  )
}

function Resources({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  if (operation.resources.length === 0) return <p className="operation-none quiet">{t('resources.none')}</p>
  return (
    <ul className="operation-resources">
      {operation.resources.map((resource) => (
        <li key={resource.id}><Link to={paths.resource(resource.id)}>{resource.name}</Link><span className="mono quiet">{resource.kind}</span></li>
      ))}
    </ul>
  )
}
