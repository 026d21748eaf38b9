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
  return (
    <>
      <PageHead title={t('title')} facts={query.data && <><span className="tabular">{count(rows.length)}{query.hasNextPage ? '+' : ''}</span><span>{t('text')}</span></>} />
      <PageBody>
        <Panel flush>
          {query.isPending && <LoadingRows />}
          {query.error && rows.length === 0 && <Failed error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && rows.length === 0 && <Empty icon={<DeleteOutlined />} tone="quiet" title={t('empty.title')}>{t('empty.text')}</Empty>}
          {rows.length > 0 && (
            <div className="scroll-x">
              <table className="plain-table bin-table">
                <thead><tr><th>{t('column.name')}</th><th>{t('column.kind')}</th><th>{t('column.account')}</th><th>{t('column.recycled')}</th><th>{t('column.purged')}</th><th><span className="sr-only">{t('column.actions')}</span></th></tr></thead>
                <tbody>{rows.map((thing) => <BinRow key={thing.id} thing={thing} kinds={kinds} accounts={accounts} ask={(verb) => setAsked({ thing, verb })} />)}</tbody>
              </table>
            </div>
          )}
          <MoreRows query={query} />
        </Panel>
      </PageBody>
      {asked && <BinDialog thing={asked.thing} verb={asked.verb} close={() => setAsked(undefined)} />}
    </>
  )
}

function BinRow({ thing, kinds, accounts, ask }: { thing: RecycledItem; kinds: Kind[]; accounts: Account[]; ask: (verb: BinVerb) => void }) {
  const { t } = useTranslation('recycle-bin')
  const mayRestore = useMay('resources.operate')
  const mayPurge = useMay('resources.destroy')
  const recycled = useTicking(() => age(thing.recycledAt))
  const left = daysLeft(thing.purgeAt)
  return (
    <tr>
      <td><span className="named"><CloudChip provider={thing.provider} /><span className="named-text" title={thing.externalId}>{thing.name}</span></span></td>
      <td>{kindText(kinds, thing.kind)}</td>
      <td>{accounts.find((account) => account.id === thing.account)?.name ?? unknown}</td>
      <td title={absolute(thing.recycledAt)}>{thing.recycledByName}<span className="quiet tabular"> · {recycled}</span></td>
      <td className={left <= 1 ? 'is-due tabular' : 'tabular'} title={absolute(thing.purgeAt)}>{time(thing.purgeAt)}<span className="quiet"> · {left > 0 ? t('left', { count: left }) : t('due')}</span></td>
      <td className="bin-verbs">
        <VerbButton size="small" verdict={mayRestore} aria-label={t('restore.one', { name: thing.name })} onClick={() => ask('restore')}>{t('restore.verb')}</VerbButton>
        <VerbButton size="small" danger verdict={mayPurge} aria-label={t('purge.one', { name: thing.name })} onClick={() => ask('purge')}>{t('purge.verb')}</VerbButton>
      </td>
    </tr>
  )
}
