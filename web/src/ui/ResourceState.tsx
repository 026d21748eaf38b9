import { useTranslation } from 'react-i18next'
import type { Kind, Resource } from '../api/types'
import { lifecycleText } from '../lib/attributes'
import { glyphOfTone, State } from './State'

/** The state of a resource: its kind's word and tone; what its cloud no longer lists needs a person. */
export function ResourceState({ resource, kind, pill }: { resource: Pick<Resource, 'lifecycle' | 'sync'>; kind: Kind | undefined; pill?: boolean }) {
  const { t } = useTranslation('ui')
  if (resource.sync === 'missing') return <State glyph="attention" label={t('state.missing')} pill={pill} />
  const tone = kind?.lifecycle.find((value) => value.value === resource.lifecycle)?.tone ?? (resource.lifecycle === 'creating' ? 'changing' : undefined)
  return <State glyph={glyphOfTone(tone)} label={lifecycleText(kind, resource.lifecycle)} pill={pill} />
}
