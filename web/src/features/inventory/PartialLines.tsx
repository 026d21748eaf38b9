import { useTranslation } from 'react-i18next'
import type { Account, Kind } from '../../api/types'
import { kindText } from '../../lib/attributes'
import { time } from '../../lib/format'
import { Glyph } from '../../ui/Glyph'

/** One line for each part of an account that could not be read and whose old rows are therefore shown. */
export function PartialLines({ accounts, kinds, chosenKinds }: { accounts: Account[]; kinds: Kind[]; chosenKinds: string[] }) {
  const { t } = useTranslation('inventory')
  const units = accounts.flatMap((account) => account.sync.units
    .filter((unit) => (unit.state === 'failed' || unit.state === 'held') && (chosenKinds.length === 0 || chosenKinds.includes(unit.kind)))
    .map((unit) => ({ account, unit })))
  if (units.length === 0) return null
  return (
    <ul className="partial">
      {units.slice(0, 3).map(({ account, unit }) => (
        <li key={`${account.id} ${unit.region} ${unit.kind}`}>
          <Glyph name={unit.state === 'held' ? 'attention' : 'warning'} />
          <span>{t('partial.unit', { account: account.name, kind: kindText(kinds, unit.kind) })} {unit.error?.title ?? t(`partial.${unit.state}`)}
            {unit.lastSuccessAt && <> · {t('partial.shown', { count: unit.count, at: time(unit.lastSuccessAt) })}</>}</span>
        </li>
      ))}
      {units.length > 3 && <li>{t('partial.more', { count: units.length - 3 })}</li>}
    </ul>
  )
}
