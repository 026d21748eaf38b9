import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Modal, Select } from 'antd'
import { useDeferredValue, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { accountsQuery, keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { shortId } from '../../lib/format'

/** Picks the resource that is the same thing, seen by another account. */
export function LinkResource({ resource, close }: { resource: Resource; close: () => void }) {
  const { t } = useTranslation('resource')
  const id = useId()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<string>()
  const text = useDeferredValue(typed.trim())
  const accounts = useQuery(accountsQuery).data?.items
  const quoted = JSON.stringify(text)
  const q = `kind:${resource.kind} -id:${resource.id} -account:${resource.account}${text === '' ? '' : ` ${quoted}`}`
  const found = useQuery({
    queryKey: [...keys.resources, 'link', q],
    queryFn: ({ signal }) => take(client.GET('/api/v1/resources', { params: { query: { q, limit: 20 } }, signal })),
    placeholderData: keepPreviousData,
  })
  const link = useMutation({
    mutationFn: (other: string) => take(client.POST('/api/v1/resources/{id}/link', { params: { path: { id: resource.id } }, body: { resource: other } })),
    onSuccess: async () => { close(); await queryClient.invalidateQueries() },
  })
  return (
    <Modal open title={t('record.linkTitle', { name: resource.name })} width={520} onCancel={close} onOk={() => picked && link.mutate(picked)}
      okText={t('record.linkConfirm')} cancelText={t('record.keep')} okButtonProps={{ disabled: !picked, loading: link.isPending }}>
      <p>{t('record.linkText')}</p>
      <label htmlFor={id}>{t('record.linkPick')}</label>
      <Select id={id} className="link-pick" value={picked} onChange={setPicked} loading={found.isFetching} showSearch={{ onSearch: setTyped, filterOption: false }}
        options={found.data?.items.map((each) => ({ value: each.id, label: `${each.name} · ${accounts?.find((account) => account.id === each.account)?.name ?? each.provider} · ${shortId(each.externalId)}` }))} />
      {link.error && <p role="alert" className="field-error">{problemOf(link.error).detail || t('record.failed')}</p>}
    </Modal>
  )
}
