import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { Panel } from '../../ui/PageHead'
import { LoadingRows } from '../../ui/Places'
import { JsonText } from './JsonText'

/** The resource as the graph knew it at a moment that a person picks, in their own time zone. */
export function AsItWas({ resource }: { resource: Resource }) {
  const { t } = useTranslation('resource')
  const id = useId()
  const [picked, setPicked] = useState('')
  const at = picked === '' || Number.isNaN(Date.parse(picked)) ? undefined : new Date(picked).toISOString()
  const past = useQuery({
    queryKey: [...keys.resource(resource.id), 'past', at],
    queryFn: ({ signal }) => take(client.GET('/api/v1/history/resources/{id}', { params: { path: { id: resource.id }, query: { at: at! } }, signal })),
    enabled: at !== undefined, retry: false, staleTime: Infinity,
  })
  const isAbsent = past.error && problemOf(past.error).status === 404
  return (
    <Panel title={<label htmlFor={id}>{t('past.at')}</label>} extra={<span className="past-pick"><Input id={id} type="datetime-local" step={1} size="small" value={picked} onChange={(event) => setPicked(event.target.value)} />{picked !== '' && <Button size="small" onClick={() => setPicked('')}>{t('past.now')}</Button>}</span>} flush={past.data !== undefined && at !== undefined}>
      {at === undefined ? <p className="quiet">{t('past.help')}</p>
        : past.isPending ? <LoadingRows rows={4} />
          : past.error ? <p className={isAbsent ? 'quiet' : 'field-error'} role="status">{isAbsent ? t('past.absent') : problemOf(past.error).detail}</p>
            : <JsonText label={t('past.at')} value={past.data} />}
    </Panel>
  )
}
