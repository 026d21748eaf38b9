import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/Copy'

/** A value as indented JSON, to read and to copy. */
export function JsonText({ value, label = 'JSON' }: { value: unknown; label?: string }) {
  const { t } = useTranslation('resource')
  const json = JSON.stringify(value, null, 2)
  return (
    <div className="json">
      <Copy value={json} label={t('copyJson')} />
      <pre tabIndex={0} role="region" aria-label={label}>{json}</pre>
    </div>
  )
}
