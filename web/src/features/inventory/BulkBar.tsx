import CloseOutlined from '@ant-design/icons/CloseOutlined'
import DeleteOutlined from '@ant-design/icons/DeleteOutlined'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Kind, Provider, Resource } from '../../api/types'
import { useStanding } from '../../app/session'
import { can, may, type Standing, type Verdict } from '../../lib/can'
import { text } from '../../lib/text'
import { VerbButton } from '../../ui/VerbButton'
import { openCommand, removal } from '../commands/store'

/** Verbs that every kind of the selection has; those that are no mutation of a present thing are left out. */
export function commonVerbs(resources: Resource[], kinds: Kind[]): string[] {
  const left = new Set(['create', 'exec', 'logs', 'destroy'])
  const ofEach = [...new Set(resources.map((resource) => resource.kind))]
    .map((id) => (kinds.find((kind) => kind.id === id)?.actions ?? []).map((action) => action.verb).filter((verb) => !left.has(verb)))
  return ofEach.length === 0 ? [] : ofEach[0]!.filter((verb) => ofEach.every((verbs) => verbs.includes(verb)))
}

/** Whether a verb can run on all; how many it could run on otherwise. */
export function canAll(standing: Standing, resources: Resource[], kinds: Kind[], providers: Provider[], verb: string, say: (able: number, all: number) => string): Verdict {
  const verdicts = resources.map((resource) => can(standing, resource, kinds.find((kind) => kind.id === resource.kind), verb, providers.find((provider) => provider.id === resource.provider)))
  const refused = verdicts.find((verdict) => !verdict.ok)
  if (!refused) return { ok: true }
  const able = verdicts.filter((verdict) => verdict.ok).length
  return able === 0 ? refused : { ok: false, reason: say(able, resources.length) }
}

/** Floats above the list while something is selected; every verb opens its dry run. */
export function BulkBar({ resources, kinds, providers, onClear }: { resources: Resource[]; kinds: Kind[]; providers: Provider[]; onClear: () => void }) {
  const { t } = useTranslation('inventory')
  const standing = useStanding()
  const labelOf = (verb: string) => text(kinds.flatMap((kind) => kind.actions).find((action) => action.verb === verb)?.label)
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t('bulk.title')}>
      <strong className="tabular" role="status">{t('bulk.selected', { count: resources.length })}</strong>
      <span className="bulk-line" />
      {commonVerbs(resources, kinds).map((verb) => (
        <VerbButton key={verb} verdict={canAll(standing, resources, kinds, providers, verb, (able, all) => t('bulk.some', { able, all }))} onClick={() => openCommand({ verb, resources })}>
          {labelOf(verb)}
        </VerbButton>
      ))}
      <span className="bulk-line" />
      <VerbButton danger icon={<DeleteOutlined />} verdict={may(standing, 'resources.destroy')} onClick={() => openCommand({ verb: removal, resources })}>{t('bulk.remove')}</VerbButton>
      <Button type="text" icon={<CloseOutlined />} aria-label={t('bulk.clear')} title={t('bulk.clear')} onClick={onClear} />
    </div>
  )
}
