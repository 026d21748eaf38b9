import EditOutlined from '@ant-design/icons/EditOutlined'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { problemOf } from '../../api/problem'
import { keys } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { unknown } from '../../lib/format'

/** Lines of key=value as tags; a line without a value is a tag that stands alone. */
export function tagsOf(lines: string): Record<string, string> {
  return Object.fromEntries(lines.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const at = line.indexOf('=')
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  }))
}
/** What has to be sent so that our own tags become those of the lines: a line that was removed takes its tag away. */
export function tagChanges(own: Record<string, string>, lines: string): Record<string, string | null> {
  const wanted = tagsOf(lines)
  const removed = Object.keys(own).filter((key) => !(key in wanted)).map((key): [string, null] => [key, null])
  return { ...Object.fromEntries(removed), ...wanted }
}
const linesOf = (tags: Record<string, string>) => Object.entries(tags).map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join('\n')

/** Tags, edited in place; our own lie over those of the cloud, which stay. */
export function Tags({ resource }: { resource: Resource }) {
  const { t } = useTranslation('resource')
  const id = useId()
  const mayEdit = useMay('resources.operate')
  const [draft, setDraft] = useState<string>()
  const save = useMutation({
    mutationFn: (lines: string) => take(client.PATCH('/api/v1/resources/{id}', { params: { path: { id: resource.id } }, body: { tags: tagChanges(resource.ownTags, lines) } })),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.resource(resource.id), changed)
      void queryClient.invalidateQueries({ queryKey: keys.resources })
      setDraft(undefined)
    },
  })
  // The platform's marks say nothing to people.
  const entries = Object.entries(resource.tags).filter(([key]) => !key.startsWith('yunqiao.'))
  if (draft === undefined) {
    return (
      <span className="tags">
        {entries.length === 0 && unknown}
        {entries.map(([key, value]) => (
          <span key={key} className={key in resource.ownTags ? 'tag' : 'tag is-cloud'} title={key in resource.ownTags ? t('tags.own') : t('tags.cloud')}>{value === '' ? key : `${key}=${value}`}</span>
        ))}
        {mayEdit.ok && <button type="button" className="copy" aria-label={t('tags.edit')} title={t('tags.edit')} onClick={() => setDraft(linesOf(resource.ownTags))}><EditOutlined /></button>}
      </span>
    )
  }
  return (
    <form className="tags-form" onSubmit={(event) => { event.preventDefault(); save.mutate(draft) }}>
      <label htmlFor={id} className="sr-only">{t('tags.lines')}</label>
      <Input.TextArea id={id} autoFocus className="mono" value={draft} onChange={(event) => setDraft(event.target.value)} autoSize={{ minRows: 3, maxRows: 10 }} spellCheck={false} aria-describedby={`${id}-help`}
        onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setDraft(undefined) } if (event.key === 'Enter' && event.ctrlKey) save.mutate(draft) }} />
      <p id={`${id}-help`} className={save.error ? 'field-error' : 'field-help'}>{save.error ? problemOf(save.error).detail || t('tags.failed') : t('tags.lines')}</p>
      <span className="tags-buttons"><Button size="small" type="primary" htmlType="submit" loading={save.isPending}>{t('tags.save')}</Button><Button size="small" onClick={() => setDraft(undefined)}>{t('tags.cancel')}</Button></span>
    </form>
  )
}
