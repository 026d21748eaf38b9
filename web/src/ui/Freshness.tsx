import { useTranslation } from 'react-i18next'
import { absolute, age, unknown } from '../lib/format'
import { useTicking } from '../lib/ticker'
import { Glyph } from './Glyph'
import './freshness.css'

export interface FreshnessProps {
  /** When it was last observed; absent when never. */
  at: string | undefined
  /** Kept current by the cloud's own event feed. */
  live?: boolean
  /** Older than it should be, or its unit failed. */
  stale?: boolean
  /** Seconds after which it counts as stale by itself. */
  staleAfterSeconds?: number
}

/** How old a state is: a green core for an event feed, grey for a timer, an amber clock when it is too old. */
export function Freshness({ at, live = false, stale = false, staleAfterSeconds }: FreshnessProps) {
  const { t } = useTranslation('ui')
  const text = useTicking(() => age(at))
  const old = useTicking(() => String(
    stale || (staleAfterSeconds !== undefined && at !== undefined && Date.now() - new Date(at).getTime() > staleAfterSeconds * 1000),
  )) === 'true'
  if (at === undefined) return <span className="freshness">{unknown}</span>
  const source = t(old ? 'freshness.stale' : live ? 'freshness.feed' : 'freshness.timer')
  return (
    <span className={`freshness ${old ? 'is-stale' : ''}`} title={`${t('freshness.observed', { at: absolute(at) })} · ${source}`}>
      {old ? <Glyph name="stale" size={12} /> : <span className={`freshness-ring ${live ? 'is-live' : ''}`} aria-hidden />}
      <span className="tabular">{text}</span>
    </span>
  )
}

/** The word "live" with the green core, for heads of cards that follow the event stream. */
export function Live() {
  const { t } = useTranslation('ui')
  return <span className="freshness"><span className="freshness-ring is-live" aria-hidden />{t('lib:age.live')}</span>
}
