import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { accountsQuery } from '../../api/queries'
import { shortId } from '../../lib/format'
import { CloudChip } from '../../ui/CloudChip'
import { Freshness } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { JsonText } from './JsonText'
import { recordsQuery } from './queries'

/** What each account said about it, unmixed. */
export function Records({ resource }: { resource: Resource }) {
  const { t } = useTranslation('resource')
  const { data, error, isPending, refetch } = useQuery(recordsQuery(resource.id))
  const accounts = useQuery(accountsQuery).data?.items
  if (isPending) return <Panel><LoadingRows rows={6} /></Panel>
  if (error && !data) return <Panel><Failed error={error} retry={() => void refetch()} /></Panel>
  if (data.length === 0) return <Panel><p className="quiet">{t('record.none')}</p></Panel>
  return (
    <>
      {data.map((record) => (
        <Panel key={record.id} flush title={<span className="named"><CloudChip provider={resource.provider} />{accounts?.find((account) => account.id === record.account)?.name ?? shortId(record.account)} · {record.region}</span>} extra={<Freshness at={record.observedAt} />}>
          <JsonText value={{ name: record.name, externalId: record.externalId, attributes: record.attributes }} />
        </Panel>
      ))}
    </>
  )
}
