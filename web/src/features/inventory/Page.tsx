import CloudServerOutlined from '@ant-design/icons/CloudServerOutlined'
import DownloadOutlined from '@ant-design/icons/DownloadOutlined'
import FilterOutlined from '@ant-design/icons/FilterOutlined'
import PlusOutlined from '@ant-design/icons/PlusOutlined'
import SettingOutlined from '@ant-design/icons/SettingOutlined'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Resource } from '../../api/types'
import { accountsQuery, facetsQuery, kindsQuery, providersQuery } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { mostRows, queryClient } from '../../api/query'
import { useConnection } from '../../app/events'
import { useMay } from '../../app/session'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { chosenValues, toggleValue } from '../../lib/query'
import { csv } from '../../ui/columns'
import { PageHead } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { QueryBar } from '../../ui/QueryBar'
import { ResourceTable } from '../../ui/ResourceTable'
import { TabLine } from '../../ui/TabLine'
import { VerbButton } from '../../ui/VerbButton'
import { BulkBar } from './BulkBar'
import { columnsOf } from './columns'
import { saveFile } from './export'
import { FacetPanel, inventoryFacets } from './FacetPanel'
import { NoMatch } from './NoMatch'
import { PartialLines } from './PartialLines'
import { refusalOf } from './refusal'
import { useColumns } from './useColumns'
import { inventoryQuery, useInventory } from './useInventory'
import { builtInViews, viewOf } from './views'
import { useNarrow } from './useNarrow'
import './inventory.css'

/** Starts what the page reads before it renders. */
export function loader({ request }: { request: Request }) {
  const parameters = new URL(request.url).searchParams
  const query = parameters.get('q') ?? ''
  void queryClient.prefetchInfiniteQuery(inventoryQuery(query, parameters.get('sort') ?? undefined))
  void queryClient.prefetchQuery(inventoryFacets(query))
  void queryClient.prefetchQuery(kindsQuery)
  void queryClient.prefetchQuery(providersQuery)
  return null
}

/** Everything that is known of all clouds: views, the query, ticks, and the list. */
export default function Inventory() {
  const { t } = useTranslation('inventory')
  const [parameters, setParameters] = useSearchParams()
  const query = parameters.get('q') ?? ''
  const sort = parameters.get('sort') ?? undefined
  const kinds = useQuery(kindsQuery).data?.items ?? none
  const providers = useQuery(providersQuery).data ?? none
  const accountsRead = useQuery(accountsQuery)
  const accounts = accountsRead.data?.items ?? none
  const everything = useQuery(facetsQuery('', ['kind'])).data?.total
  const list = useInventory(query, sort)
  const isNarrow = useNarrow()
  const isConnected = useConnection().state === 'live'
  const mayCreate = useMay('resources.operate')
  const [ticked, setTicked] = useState<Set<string>>(() => new Set())
  const [showFacets, setShowFacets] = useState(false)

  const change = useCallback((next: { q?: string; sort?: string | null }, replace = false) => setParameters((known) => {
    const changed = new URLSearchParams(known)
    for (const [key, value] of Object.entries(next)) if (value) changed.set(key, value); else changed.delete(key)
    return changed
  }, { replace }), [setParameters])
  useEffect(() => setTicked(new Set()), [query])
  const setQuery = (q: string, replace = false) => change({ q }, replace)

  const chosenKinds = chosenValues(query, 'kind').values
  const kind = chosenKinds.length === 1 ? kinds.find((each) => each.id === chosenKinds[0]) : undefined
  const liveAccounts = useMemo(() => new Set(accounts.filter((account) => account.sync.feed === 'live').map((account) => account.id)), [accounts])
  const columns = useMemo(
    () => columnsOf({ t, kinds, accounts, kind, isLive: (account) => isConnected && account !== undefined && liveAccounts.has(account) }),
    [accounts, isConnected, kind, kinds, liveAccounts, t])
  const chosen = useColumns(kind?.id ?? 'all', columns)
  const visible = isNarrow ? columns.filter((column) => column.key === 'name' || column.key === 'status').map((column) => (column.key === 'name' ? { ...column, width: 180 } : column)) : chosen.shown

  const selected = list.rows.filter((row) => ticked.has(row.id))
  const failure = list.result.error
  const refusal = failure ? refusalOf(problemOf(failure), query) : undefined
  const view = viewOf(query)
  const isFirstUse = everything === 0 && query === '' && list.rows.length === 0 && accountsRead.isSuccess

  return (
    <div className="inventory">
      <PageHead
        title={t('title')}
        facts={list.total !== undefined && (everything !== undefined && everything !== list.total ? t('of', { count: everything, shown: count(list.total), all: count(everything) }) : count(list.total))}
        actions={<>
          <Button icon={<DownloadOutlined />} disabled={list.rows.length === 0} onClick={() => saveFile('inventory.csv', csv([...chosen.shown, ...identity(t)], list.rows))}>{t('export')}</Button>
          <Button icon={<SettingOutlined />} popoverTarget="inventory-columns" className="columns-button">{t('columns')}</Button>
          <div id="inventory-columns" popover="auto" className="popover-menu columns-menu" role="group" aria-label={t('columns')}>
            {columns.slice(1).map((column) => <Checkbox key={column.key} checked={chosen.isShown(column.key)} onChange={() => chosen.toggle(column.key)}>{column.title}</Checkbox>)}
          </div>
          {mayCreate.ok
            ? <Link to={paths.newResource(kind?.id)}><Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>{t('create')}</Button></Link>
            : <VerbButton verdict={mayCreate} icon={<PlusOutlined />} onClick={() => {}}>{t('create')}</VerbButton>}
        </>}
      />
      <div className="inventory-views">
        <TabLine
          label={t('views')} current={view.key} items={builtInViews.map((each) => ({ key: each.key, label: t(`view.${each.key}`), href: paths.resources(each.query) }))}
          extra={view.isEdited && <span className="quiet">{t('edited')}</span>}
        />
      </div>
      <div className="inventory-query">
        <QueryBar
          value={query} onRun={(next, final) => setQuery(next, !final)} refusal={refusal}
        />
        <Button className="facets-button" icon={<FilterOutlined />} aria-expanded={showFacets} onClick={() => setShowFacets(!showFacets)}>{t('filters')}</Button>
      </div>
      <div className="inventory-body">
        <aside className={showFacets ? 'inventory-facets is-open' : 'inventory-facets'} aria-label={t('filters')}>
          <FacetPanel query={query} kinds={kinds} accounts={accounts} providers={providers} onToggle={(key, value) => setQuery(toggleValue(query, key, value))} />
        </aside>
        <section className="inventory-list" aria-label={t('title')}>
          <PartialLines accounts={accounts} kinds={kinds} chosenKinds={chosenKinds} />
          {list.waiting > 0 && <button type="button" className="waiting-rows" onClick={list.showWaiting}>{t('waiting', { count: list.waiting })} · <span>{t('show')}</span></button>}
          {list.result.isPending ? <LoadingRows rows={12} />
            : failure && !refusal && list.rows.length === 0 ? <Failed error={failure} retry={() => void list.result.refetch()} />
            : isFirstUse ? <FirstUse hasAccounts={accounts.length > 0} />
            : list.rows.length === 0 && !failure ? <NoMatch query={query} all={everything} onQuery={setQuery} />
            : (
              <ResourceTable<Resource>
                label={t('title')} columns={visible} rows={list.rows} total={list.total} hrefOf={(row) => paths.resource(row.id)} nameOf={(row) => row.name}
                selected={ticked} onSelected={setTicked} sort={sort} onSort={(next) => change({ sort: next ?? null })} onEnd={list.readMore}
                isOld={list.isOld || Boolean(failure)} rowHeight={isNarrow ? 48 : 36}
                foot={list.isCut && t('cut', { count: mostRows, shown: count(mostRows), all: count(list.total) })}
              />
            )}
        </section>
      </div>
      {selected.length > 0 && <BulkBar resources={selected} kinds={kinds} providers={providers} onClear={() => setTicked(new Set())} />}
    </div>
  )
}

const none: never[] = []
const identity = (t: (key: string) => string) => [
  { title: t('column.kindId'), text: (row: Resource) => row.kind },
  { title: t('column.externalId'), text: (row: Resource) => row.externalId },
  { title: t('column.id'), text: (row: Resource) => row.id },
  { title: t('column.simulated'), text: (row: Resource) => String(row.simulated) },
]

function FirstUse({ hasAccounts }: { hasAccounts: boolean }) {
  const { t } = useTranslation('inventory')
  return (
    <Empty icon={<CloudServerOutlined />} title={t(hasAccounts ? 'empty.reading' : 'empty.title')}
      actions={!hasAccounts && <Link to={paths.newAccount()}><Button type="primary" tabIndex={-1}>{t('empty.connect')}</Button></Link>}>
      {t(hasAccounts ? 'empty.readingText' : 'empty.text')}
    </Empty>
  )
}
