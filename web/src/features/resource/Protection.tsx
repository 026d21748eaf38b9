import { useMutation } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'

/** Whether the resource is protected against being destroyed through Yunqiao; switched in place. */
export function Protection({ resource }: { resource: Resource }) {
  const { t } = useTranslation('resource')
  const mayEdit = useMay('resources.operate')
  const save = useMutation({
    mutationFn: (on: boolean) => take(client.PATCH('/api/v1/resources/{id}', { params: { path: { id: resource.id } }, body: { deletionProtection: on } })),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.resource(resource.id), changed)
      void queryClient.invalidateQueries({ queryKey: keys.resources })
    },
  })
  return (
    <span className="with-copy">
      <Switch size="small" aria-label={t('fact.deletionProtection')} checked={resource.deletionProtection} disabled={!mayEdit.ok} loading={save.isPending} onChange={(on) => save.mutate(on)} />
      {t(resource.deletionProtection ? 'protection.on' : 'protection.off')}
      {save.error && <span role="alert" className="field-error">{problemOf(save.error).detail}</span>}
    </span>
  )
}
