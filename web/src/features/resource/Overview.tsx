import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Kind, Resource } from '../../api/types'
import { accountsQuery } from '../../api/queries'
import { attributeText, lifecycleText } from '../../lib/attributes'
import { absolute, shortId, time, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { Copy } from '../../ui/Copy'
import { type Fact, FactStrip, KeyValue } from '../../ui/KeyValue'
import { Panel } from '../../ui/PageHead'
import { History } from './History'
import { Metrics } from './Metrics'
import { Operations } from './Operations'
import { Relations } from './Relations'
import { Protection } from './Protection'
import { Tags } from './Tags'

const mostFacts = 6
const strip: Record<string, string[]> = {
  'container/container': ['image', 'ports', 'memoryLimitMib', 'cpuLimit', 'restartPolicy'],
  'container/image': ['tags', 'sizeBytes'],
  'compute/host': ['vcpus', 'memoryMib', 'architecture', 'hypervisor', 'hypervisorVersion'],
}

/** The facts that matter most of a kind; a kind not named here leads with its first attributes. */
export function leadingFacts(resource: Resource, kind: Kind | undefined): { name: string; label: string; value: string }[] {
  const names = strip[resource.kind] ?? kind?.attributes.filter((attribute) => attribute.type !== 'object').slice(0, mostFacts - 1).map((attribute) => attribute.name) ?? []
  return names.flatMap((name) => {
    const attribute = kind?.attributes.find((each) => each.name === name)
    return attribute ? [{ name, label: text(attribute.title), value: attributeText(resource, kind, name) }] : []
  })
}

/** Facts, relations and metrics, then attributes, changes and operations. */
export function Overview({ resource, kind }: { resource: Resource; kind: Kind | undefined }) {
  const { t } = useTranslation('resource')
  const account = useQuery(accountsQuery).data?.items.find((each) => each.id === resource.account)
  const accountLink = resource.account
    ? <span className="named"><CloudChip provider={resource.provider} /><Link to={paths.accounts(resource.account)}>{account?.name ?? shortId(resource.account)}</Link></span>
    : t('fact.byHand')
  const facts: Fact[] = [
    ...leadingFacts(resource, kind).map(({ name, label, value }) => ({ key: name, label, value })),
    { key: 'account', label: t('fact.account'), value: resource.account ? account?.name : t('fact.byHand') },
    { key: 'created', label: t('fact.created'), value: <span title={absolute(resource.createdAt)}>{time(resource.createdAt)}</span> },
  ]
  const leading = new Set(leadingFacts(resource, kind).map((fact) => fact.name))
  const attributes: Fact[] = [
    { key: 'externalId', label: t('fact.externalId'), value: resource.externalId && <span className="with-copy"><code title={resource.externalId}>{shortId(resource.externalId, 20)}</code><Copy value={resource.externalId} /></span> },
    { key: 'account', label: t('fact.account'), value: accountLink },
    { key: 'region', label: t('fact.region'), value: resource.zone ? `${resource.region} · ${resource.zone}` : resource.region },
    { key: 'providerStatus', label: t('fact.providerStatus'), value: resource.providerStatus && <code>{resource.providerStatus}</code> },
    { key: 'status', label: t('fact.status'), value: lifecycleText(kind, resource.lifecycle) },
    ...(kind?.attributes ?? []).filter((attribute) => !leading.has(attribute.name)).map((attribute) => ({ key: attribute.name, label: text(attribute.title), value: attributeText(resource, kind, attribute.name) })).filter((fact) => fact.value !== unknown),
    { key: 'created', label: t('fact.created'), value: absolute(resource.createdAt) },
    { key: 'protection', label: t('fact.deletionProtection'), value: <Protection resource={resource} /> },
    { key: 'tags', label: t('fact.tags'), value: <Tags resource={resource} /> },
  ]
  const hasMetrics = resource.kind === 'container/container' || resource.kind === 'compute/instance'
  const all = (tab: string) => <Link to={paths.resource(resource.id, tab)} preventScrollReset>{t('all')}</Link>
  return (
    <>
      <Panel><FactStrip facts={facts} /></Panel>
      <div className={hasMetrics ? 'resource-wide' : ''}>
        <Panel flush title={t('tab.relations')} extra={all('relations')}><Relations id={resource.id} most={8} /></Panel>
        {hasMetrics && <Metrics resource={resource} isCard />}
      </div>
      <div className="resource-three">
        <Panel title={t('attributes')}><KeyValue facts={attributes} /></Panel>
        <Panel flush title={t('tab.changes')} extra={all('changes')}><History resource={resource} most={6} /></Panel>
        <Panel flush title={t('tab.operations')} extra={all('operations')}><Operations id={resource.id} most={6} /></Panel>
      </div>
    </>
  )
}
