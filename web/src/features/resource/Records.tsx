import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { RecordItem, Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { accountsQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { count, shortId } from '../../lib/format'
import { paths } from '../../lib/paths'
import { CloudChip } from '../../ui/CloudChip'
import { Freshness } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { JsonText } from './JsonText'
import { LinkResource } from './LinkResource'
import { recordsQuery } from './queries'

/** What each account said about it, unmixed; people say here what is one thing and what is not. */
export function Records({ resource }: { resource: Resource }) {
  const { t } = useTranslation('resource')
  const mayEdit = useMay('resources.operate')
  const { data, error, isPending, refetch } = useQuery(recordsQuery(resource.id))
  const accounts = useQuery(accountsQuery).data?.items
  const [apart, setApart] = useState<RecordItem>()
  const [linking, setLinking] = useState(false)
  if (isPending) return <Panel><LoadingRows rows={6} /></Panel>
  if (error && !data) return <Panel><Failed error={error} retry={() => void refetch()} /></Panel>
  if (data.length === 0) return <Panel><p className="quiet">{t('record.none')}</p></Panel>
  const isJoined = data.length > 1
  const nameOf = (record: RecordItem) => accounts?.find((account) => account.id === record.account)?.name ?? shortId(record.account)
  const says = (record: RecordItem) =>
    record.leads ? <span className="tag" title={t('record.leadsHelp')}>{t('record.leads')}</span>
      : <span className="quiet" title={record.shown.join(', ')}>{record.shown.length === 0 ? t('record.fillsNone') : t('record.fills', { count: record.shown.length, formatted: count(record.shown.length) })}</span>
  return (
    <>
      {data.map((record) => (
        <Panel key={record.id} flush
          title={<span className="named"><CloudChip provider={record.provider} />{nameOf(record)} · {record.region}</span>}
          extra={<span className="record-head">{isJoined && says(record)}<Freshness at={record.observedAt} />{isJoined && mayEdit.ok && <Button size="small" onClick={() => setApart(record)}>{t('record.split')}</Button>}</span>}>
          <JsonText label={`JSON · ${nameOf(record)}`} value={{ name: record.name, externalId: record.externalId, attributes: record.attributes }} />
        </Panel>
      ))}
      {mayEdit.ok && resource.account && <p><Button onClick={() => setLinking(true)}>{t('record.link')}</Button></p>}
      {apart && <SplitRecord resource={resource} record={apart} close={() => setApart(undefined)} />}
      {linking && <LinkResource resource={resource} close={() => setLinking(false)} />}
    </>
  )
}

/** Says what taking a record out means before it happens. */
function SplitRecord({ resource, record, close }: { resource: Resource; record: RecordItem; close: () => void }) {
  const { t } = useTranslation('resource')
  const navigate = useNavigate()
  const split = useMutation({
    mutationFn: () => take(client.POST('/api/v1/resources/{id}/split', { params: { path: { id: resource.id } }, body: { record: record.id } })),
    onSuccess: async (made) => {
      close()
      await queryClient.invalidateQueries()
      await navigate(paths.resource(made.id))
    },
  })
  return (
    <Modal open title={t('record.splitTitle', { name: record.name })} width={520} onCancel={close} onOk={() => split.mutate()} okText={t('record.splitConfirm')} cancelText={t('record.keep')} okButtonProps={{ loading: split.isPending }}>
      <p>{t('record.splitText')}</p>
      {split.error && <p role="alert" className="field-error">{problemOf(split.error).detail || t('record.failed')}</p>}
    </Modal>
  )
}
