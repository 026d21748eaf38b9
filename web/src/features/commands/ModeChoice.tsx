import { useTranslation } from 'react-i18next'
import i18next from 'i18next'
import type { Kind, Provider, Resource } from '../../api/types'
import type { Verdict } from '../../lib/can'
import type { RemovalMode } from './store'

const order: RemovalMode[] = ['forget', 'recycle', 'destroy']

/** Which ways of removal every resource of a command has. Forgetting needs nothing of a cloud; what it no longer lists can only be forgotten. */
export function modesOf(resources: Resource[], kinds: Kind[], providers: Provider[]): Record<RemovalMode, Verdict> {
  const has = (...verbs: string[]): Verdict => {
    for (const resource of resources) {
      if (resource.externalId === '' || resource.sync === 'missing') return { ok: false, reason: i18next.t('commands:mode.gone', { name: resource.name }) }
      const provider = providers.find((each) => each.id === resource.provider)
      const declared = kinds.find((kind) => kind.id === resource.kind)?.actions ?? []
      const offered = provider?.kinds.find((each) => each.kind === resource.kind)?.verbs ?? []
      if (!verbs.every((verb) => offered.includes(verb) && declared.some((action) => action.verb === verb))) {
        return { ok: false, reason: i18next.t('commands:mode.unsupported', { provider: provider?.name ?? resource.provider }) }
      }
    }
    return { ok: true }
  }
  // No cloud has a bin of ours: what can be stopped and later destroyed can be recycled.
  return { forget: { ok: true }, recycle: has('stop', 'destroy'), destroy: has('destroy') }
}

/** The three verbs of removal, each with what it means. */
export function ModeChoice({ mode, modes, onChange }: { mode: RemovalMode; modes: Record<RemovalMode, Verdict>; onChange: (mode: RemovalMode) => void }) {
  const { t } = useTranslation('commands')
  return (
    <fieldset className="mode-choice">
      <legend className="sr-only">{t('mode.title')}</legend>
      {order.map((each) => {
        const verdict = modes[each]
        return (
          <label key={each} className={`mode is-${each} ${each === mode ? 'is-chosen' : ''} ${verdict.ok ? '' : 'is-refused'}`}>
            <input type="radio" name="mode" value={each} checked={each === mode} disabled={!verdict.ok} onChange={() => onChange(each)} />
            <span><strong>{t(`mode.${each}.verb`)}</strong><span className="mode-text">{verdict.ok ? t(`mode.${each}.text`) : verdict.reason}</span></span>
          </label>
        )
      })}
    </fieldset>
  )
}
