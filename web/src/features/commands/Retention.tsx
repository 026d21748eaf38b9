import { InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { paths } from '../../lib/paths'

/** What the server takes when nobody says how many, and the most that it takes. */
export const defaultRetentionDays = 7
const mostRetentionDays = 90

/** How many days a thing stays in the recycle bin before it is destroyed. */
export function Retention({ id, days, onChange }: { id: string; days: number; onChange: (days: number) => void }) {
  const { t } = useTranslation('commands')
  return (
    <div className="plan-retention">
      <label htmlFor={id}>{t('retention.label')}</label>
      <InputNumber id={id} min={1} max={mostRetentionDays} precision={0} value={days} onChange={(next) => onChange(next ?? defaultRetentionDays)} />
      <span className="quiet">{t('retention.help')} <Link to={paths.recycleBin()}>{t('retention.bin')}</Link></span>
    </div>
  )
}
