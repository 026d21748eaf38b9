import type { TFunction } from 'i18next'
import { Link } from 'react-router'
import type { Account, Kind, Resource } from '../../api/types'
import { attributeText, kindText, lifecycleText } from '../../lib/attributes'
import { time, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import type { Column } from '../../ui/columns'
import { Freshness } from '../../ui/Freshness'
import { Sim } from '../../ui/Sim'
import { ResourceState } from '../../ui/ResourceState'

/** What columns read beside the resource. */
export interface ColumnContext { t: TFunction<'inventory'>; kinds: Kind[]; accounts: Account[]; kind?: Kind; isLive: (account: string | undefined) => boolean }

/** Attributes worth a column, widest use first; a kind that is not named here shows its first searchable ones. */
const ofKind: Record<string, [attribute: string, width: number, mono?: boolean][]> = {
  'container/container': [['image', 150, true], ['ports', 140, true]],
  'container/image': [['tags', 260, true], ['sizeBytes', 96]],
  'container/network': [['driver', 100], ['cidrBlocks', 180, true]],
  'container/volume': [['driver', 100], ['mountpoint', 260, true]],
  'compute/host': [['vcpus', 72], ['memoryMib', 96], ['architecture', 110], ['hypervisorVersion', 120]],
}
const hiddenAtFirst = new Set(['region', 'zone', 'created', 'externalId'])

const attributesOf = (kind: Kind): [attribute: string, width: number, mono?: boolean][] =>
  ofKind[kind.id] ?? kind.attributes.filter((attribute) => attribute.searchable).slice(0, 4).map((attribute) => [attribute.name, 130])

/** Every column that a list of one kind, or of all, can show; the first is the name. */
export function columnsOf(context: ColumnContext): Column<Resource>[] {
  const { t, kinds, accounts, kind } = context
  const kindOf = (resource: Resource) => kinds.find((each) => each.id === resource.kind)
  const accountOf = (resource: Resource) => accounts.find((account) => account.id === resource.account)?.name ?? (resource.account ? unknown : t('byHand'))
  const columns: Column<Resource>[] = [
    {
      key: 'name', title: t('column.name'), width: 190, sort: 'name', text: (resource) => resource.name,
      render: (resource) => (
        <span className="named">
          <CloudChip provider={resource.provider} />
          <Link to={paths.resource(resource.id)} title={resource.name}>{resource.name}</Link>
          {resource.simulated && <Sim short />}
        </span>
      ),
    },
    {
      key: 'status', title: t('column.status'), width: 104, sort: 'lifecycle', text: (resource) => lifecycleText(kindOf(resource), resource.lifecycle),
      render: (resource) => <ResourceState resource={resource} kind={kindOf(resource)} />,
    },
  ]
  if (!kind) columns.push({ key: 'kind', title: t('column.kind'), width: 124, sort: 'kind', text: (resource) => kindText(kinds, resource.kind) })
  for (const [name, width, mono] of kind ? attributesOf(kind) : []) {
    const attribute = kind!.attributes.find((each) => each.name === name)
    if (!attribute) continue
    const numeric = attribute.type === 'integer' || attribute.type === 'number'
    columns.push({ key: name, title: text(attribute.title), width, numeric, mono, text: (resource) => attributeText(resource, kind, name) })
  }
  if (!kind) columns.push({ key: 'detail', title: t('column.detail'), width: 166, mono: true, text: (resource) => detailOf(resource, kindOf(resource)) })
  columns.push(
    { key: 'account', title: t('column.account'), width: 110, text: accountOf },
    { key: 'region', title: t('column.region'), width: 110, text: (resource) => resource.region },
    { key: 'zone', title: t('column.zone'), width: 110, text: (resource) => resource.zone ?? unknown },
    { key: 'externalId', title: t('column.externalId'), width: 150, mono: true, text: (resource) => resource.externalId || unknown },
    { key: 'created', title: t('column.created'), width: 104, sort: 'createdAt', quiet: true, text: (resource) => time(resource.createdAt) },
    {
      key: 'observed', title: t('column.observed'), width: 112, sort: 'observedAt', quiet: true, text: (resource) => resource.observedAt,
      render: (resource) => <Freshness at={resource.externalId === '' ? undefined : resource.observedAt} live={context.isLive(resource.account)} stale={resource.sync === 'stale'} />,
    },
  )
  return columns
}

/** In a list of all kinds, the one fact that matters most of each. */
export function detailOf(resource: Resource, kind: Kind | undefined): string {
  const first = kind && attributesOf(kind)[0]?.[0]
  return first ? attributeText(resource, kind, first) : unknown
}

export const isHiddenAtFirst = (key: string) => hiddenAtFirst.has(key)
