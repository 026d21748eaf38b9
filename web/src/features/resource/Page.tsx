import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Kind } from '../../api/types'
import { accountsQuery, kindsQuery, operationsQuery, providersQuery, resourceQuery } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { queryClient, rowsOf } from '../../api/query'
import { useConnection } from '../../app/events'
import { lettersOn } from '../../app/layers'
import { useStanding } from '../../app/session'
import { isTyping } from '../../app/shortcuts'
import { kindText } from '../../lib/attributes'
import { can } from '../../lib/can'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { CloudChip } from '../../ui/CloudChip'
import { Freshness } from '../../ui/Freshness'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { ResourceState } from '../../ui/ResourceState'
import { Sim } from '../../ui/Sim'
import { TabLine } from '../../ui/TabLine'
import { Actions } from './Actions'
import { AsItWas } from './AsItWas'
import { Gone } from './Gone'
import { History } from './History'
import { JsonText } from './JsonText'
import { Metrics } from './Metrics'
import { Operations } from './Operations'
import { Overview } from './Overview'
import { historyQuery, relationsQuery } from './queries'
import { Records } from './Records'
import { Relations } from './Relations'
import { Console, Logs } from './Streams'
import './resource.css'

/** Starts what the page reads before it renders. */
export function loader({ params }: { params: { id?: string } }) {
  const id = params.id ?? ''
  void queryClient.prefetchQuery(resourceQuery(id))
  void queryClient.prefetchQuery(kindsQuery)
  void queryClient.prefetchQuery(providersQuery)
  void queryClient.prefetchInfiniteQuery(relationsQuery(id))
  void queryClient.prefetchInfiniteQuery(historyQuery(id))
  return null
}

/** The tabs of a kind: those of every resource, and what its verbs make possible. */
export function tabsOf(kind: Kind | undefined): string[] {
  const has = (verb: string) => kind?.actions.some((action) => action.verb === verb)
  return ['overview', 'relations', ...(has('logs') || kind?.id === 'compute/instance' ? ['metrics'] : []), 'changes', 'operations', ...(has('logs') ? ['logs'] : []), ...(has('exec') ? ['console'] : []), 'records', 'json']
}

/** One resource: what it is, how fresh that is, what can be done with it, and everything known about it. */
export default function ResourcePage() {
  const { t } = useTranslation('resource')
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const [parameters] = useSearchParams()
  const { data: resource, error, isPending, refetch } = useQuery(resourceQuery(id))
  const kinds = useQuery(kindsQuery).data?.items
  const providers = useQuery(providersQuery).data
  const account = useQuery(accountsQuery).data?.items.find((each) => each.id === resource?.account)
  const isConnected = useConnection().state === 'live'
  const standing = useStanding()
  const relations = useInfiniteQuery(relationsQuery(id))
  const changes = useInfiniteQuery(historyQuery(id))
  const operations = useInfiniteQuery(operationsQuery({ resource: id }))

  const kind = kinds?.find((each) => each.id === resource?.kind)
  const tabs = tabsOf(kind)
  const asked = parameters.get('tab') ?? 'overview'
  const tab = tabs.includes(asked) || !kind ? asked : 'overview'
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn() || document.querySelector('dialog[open], .ant-modal-mask')) return
      const step = event.key === ']' ? 1 : event.key === '[' ? -1 : 0
      if (step !== 0) void navigate(paths.resource(id, tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]))
      if (event.key.toLowerCase() === 'c' && tabs.includes('console')) void navigate(paths.resource(id, 'console'))
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })

  if (error && problemOf(error).status === 404) return <Gone name={resource?.name} detail={problemOf(error).detail} />
  if (error && !resource) return <PageBody><Panel><Failed error={error} retry={() => void refetch()} /></Panel></PageBody>
  if (isPending || !resource) return <PageBody><Panel flush><LoadingRows rows={10} /></Panel></PageBody>
  // It became a part of another resource.
  if (resource.id !== id) return <Navigate replace to={paths.resource(resource.id, asked === 'overview' ? undefined : asked)} />

  const provider = providers?.find((each) => each.id === resource.provider)
  const counts: Record<string, number | undefined> = { relations: sizeOf(relations), changes: sizeOf(changes), operations: sizeOf(operations) }
  return (
    <div className="resource-page">
      <nav className="breadcrumb" aria-label={t('breadcrumb')}>
        <Link to={paths.resources()}>{t('inventory')}</Link><span aria-hidden>/</span>
        <Link to={paths.resources(`kind:${resource.kind}`)}>{kindText(kinds, resource.kind)}</Link><span aria-hidden>/</span>
        <span aria-current="page">{resource.name}</span>
      </nav>
      <PageHead
        title={resource.name} before={<CloudChip provider={resource.provider} name={provider?.name ?? resource.provider} />}
        facts={<>
          {resource.simulated && <Sim />}
          <ResourceState resource={resource} kind={kind} pill />
          {resource.externalId !== '' && <Freshness at={resource.observedAt} live={isConnected && account?.sync.feed === 'live'} stale={resource.sync === 'stale'} />}
        </>}
        actions={<Actions resource={resource} kind={kind} provider={provider} />}
      />
      <div className="resource-tabs">
        <TabLine label={t('parts')} current={tab} items={tabs.map((key) => ({
          key, href: paths.resource(id, key === 'overview' ? undefined : key),
          label: <>{t(`tab.${key}`)}{counts[key] !== undefined && <> <span className="tab-count">{count(counts[key])}</span></>}</>,
        }))} />
      </div>
      <PageBody>
        {tab === 'overview' && <Overview resource={resource} kind={kind} />}
        {tab === 'relations' && <Panel flush><Relations id={id} /></Panel>}
        {tab === 'metrics' && <Metrics resource={resource} />}
        {tab === 'changes' && <><Panel flush><History resource={resource} /></Panel><AsItWas resource={resource} /></>}
        {tab === 'operations' && <Panel flush><Operations id={id} /></Panel>}
        {tab === 'logs' && <Logs resource={resource} verdict={can(standing, resource, kind, 'logs', provider)} />}
        {tab === 'console' && <Console resource={resource} verdict={can(standing, resource, kind, 'exec', provider)} />}
        {tab === 'records' && <Records resource={resource} />}
        {tab === 'json' && <Panel flush><JsonText value={resource} /></Panel>}
      </PageBody>
    </div>
  )
}

/** How many are there, once all of them were read. */
function sizeOf(query: { data?: { pages: { items: unknown[]; next?: string }[] }; hasNextPage: boolean }): number | undefined {
  return query.data && !query.hasNextPage ? rowsOf(query.data).length : undefined
}
