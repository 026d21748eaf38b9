import DeleteOutlined from '@ant-design/icons/DeleteOutlined'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, Kind, RecycledItem } from '../../api/types'
import { accountsQuery, kindsQuery } from '../../api/queries'
import { queryClient, rowsOf } from '../../api/query'
import { useMay } from '../../app/session'
import { kindText } from '../../lib/attributes'
import { absolute, age, count, time, unknown } from '../../lib/format'
import { usePhone } from '../../lib/media'
import { useTicking } from '../../lib/ticker'
import { CloudChip } from '../../ui/CloudChip'
import { MoreRows } from '../../ui/MoreRows'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { VerbButton } from '../../ui/VerbButton'
import { BinDialog } from './BinDialog'
import { daysLeft } from './left'
import { type BinVerb, recycledQuery } from './queries'
import './recycle-bin.css'

/** Starts the list's request while the code arrives. */
export const loader = () => {
  void queryClient.prefetchInfiniteQuery(recycledQuery)
  void queryClient.prefetchQuery(kindsQuery)
  return null
}

const none: never[] = []

/** What was recycled and is not destroyed yet; it comes back under the id it had. */
export default function RecycleBinPage() {
  const { t } = useTranslation('recycle-bin')
  const query = useInfiniteQuery(recycledQuery)
  const kinds = useQuery(kindsQuery).data?.items ?? none
  const accounts = useQuery(accountsQuery).data?.items ?? none
  const [asked, setAsked] = useState<{ thing: RecycledItem; verb: BinVerb }>()
  const rows = rowsOf(query.data)
  const phone = usePhone()
  return (
    <>
      <PageHead title={t('title')} facts={query.data && <><span className="tabular">{count(rows.length)}{query.hasNextPage ? '+' : ''}</span><span>{t('text')}</span></>} />
      <PageBody>
        <Panel flush>
          {query.isPending && <LoadingRows />}
          {query.error && rows.length === 0 && <Failed error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && rows.length === 0 && <Empty icon={<DeleteOutlined />} tone="quiet" title={t('empty.title')}>{t('empty.text')}</Empty>}
          {rows.length > 0 && (phone
            ? <ul className="bin-cards">{rows.map((thing) => <BinCard key={thing.id} {...{ thing, kinds, accounts }} ask={(verb) => setAsked({ thing, verb })} />)}</ul>
            : (
              <div className="bin-scroll">
                <table className="plain-table bin-table">
                  <thead><tr><th>{t('column.name')}</th><th>{t('column.kind')}</th><th>{t('column.account')}</th><th>{t('column.recycled')}</th><th>{t('column.purged')}</th><th><span className="sr-only">{t('column.actions')}</span></th></tr></thead>
                  <tbody>{rows.map((thing) => <BinRow key={thing.id} {...{ thing, kinds, accounts }} ask={(verb) => setAsked({ thing, verb })} />)}</tbody>
                </table>
              </div>
            ))}
          <MoreRows query={query} />
        </Panel>
      </PageBody>
      {asked && <BinDialog thing={asked.thing} verb={asked.verb} close={() => setAsked(undefined)} />}
    </>
  )
}

interface Recycled { thing: RecycledItem; kinds: Kind[]; accounts: Account[]; ask: (verb: BinVerb) => void }

const accountText = ({ thing, accounts }: Recycled) => accounts.find((account) => account.id === thing.account)?.name ?? unknown

function BinRow(row: Recycled) {
  const { thing, kinds } = row
  return (
    <tr>
      <td><Name thing={thing} /></td>
      <td>{kindText(kinds, thing.kind)}</td>
      <td>{accountText(row)}</td>
      <td><Who thing={thing} /></td>
      <td><Until thing={thing} /></td>
      <td className="bin-verbs"><Verbs {...row} /></td>
    </tr>
  )
}

function BinCard(row: Recycled) {
  const { t } = useTranslation('recycle-bin')
  const { thing, kinds } = row
  return (
    <li className="bin-card">
      <Name thing={thing} />
      <span className="quiet">{kindText(kinds, thing.kind)} · {accountText(row)}</span>
      <span><span className="quiet">{t('column.recycled')}</span> <Who thing={thing} /></span>
      <span><span className="quiet">{t('column.purged')}</span> <Until thing={thing} /></span>
      <span className="bin-verbs"><Verbs {...row} /></span>
    </li>
  )
}

const Name = ({ thing }: { thing: RecycledItem }) => (
  <span className="named"><CloudChip provider={thing.provider} /><span className="named-text" title={thing.externalId}>{thing.name}</span></span>
)

function Who({ thing }: { thing: RecycledItem }) {
  const recycled = useTicking(() => age(thing.recycledAt))
  return <span title={absolute(thing.recycledAt)}>{thing.recycledByName}<span className="quiet tabular"> · {recycled}</span></span>
}

/** When it is destroyed; the last day stands out. */
function Until({ thing }: { thing: RecycledItem }) {
  const { t } = useTranslation('recycle-bin')
  const left = daysLeft(thing.purgeAt)
  return <span className={left <= 1 ? 'is-due tabular' : 'tabular'} title={absolute(thing.purgeAt)}>{time(thing.purgeAt)}<span className="quiet"> · {left > 0 ? t('left', { count: left }) : t('due')}</span></span>
}

function Verbs({ thing, ask }: Recycled) {
  const { t } = useTranslation('recycle-bin')
  const mayRestore = useMay('resources.operate')
  const mayPurge = useMay('resources.destroy')
  return (
    <>
      <VerbButton size="small" verdict={mayRestore} aria-label={t('restore.one', { name: thing.name })} onClick={() => ask('restore')}>{t('restore.verb')}</VerbButton>
      <VerbButton size="small" danger verdict={mayPurge} aria-label={t('purge.one', { name: thing.name })} onClick={() => ask('purge')}>{t('purge.verb')}</VerbButton>
    </>
  )
}
