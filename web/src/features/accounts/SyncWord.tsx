import { useTranslation } from 'react-i18next'
import type { Account } from '../../api/types'
import { State } from '../../ui/State'
import { syncState } from './sync'

/** An account's sync in one word with its glyph. */
export function SyncWord({ account, pill = false }: { account: Account; pill?: boolean }) {
  const { t } = useTranslation('accounts')
  const { glyph, word, values } = syncState(account)
  return <State glyph={glyph} label={t(`sync.${word}`, values)} pill={pill} />
}
