import { useTranslation } from 'react-i18next'
import { clock } from '../lib/format'
import { Glyph } from '../ui/Glyph'
import { useConnection } from './events'

/** One line above the content, for the most severe thing that concerns the whole portal. */
export function Banner() {
  const { t } = useTranslation('app')
  const connection = useConnection()
  if (connection.state !== 'lost') return null
  return <div className="banner" role="status"><Glyph name="warning" />{t('banner.lost', { at: clock(connection.since) })}</div>
}
