import { useTranslation } from 'react-i18next'
import './chips.css'

/** Marks what a simulator made up; stands beside the name wherever an account or resource is named. */
export function Sim({ short = false }: { short?: boolean }) {
  const { t } = useTranslation('ui')
  return <span className="sim" title={t('sim.help')}>{t(short ? 'sim.short' : 'sim.long')}</span>
}
