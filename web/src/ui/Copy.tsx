import CheckOutlined from '@ant-design/icons/CheckOutlined'
import CopyOutlined from '@ant-design/icons/CopyOutlined'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import './places.css'

/** Copies a value whole, whatever of it is shown. */
export function Copy({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation('ui')
  const [done, setDone] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  const name = done ? t('copy.done') : label ?? t('copy.do')
  return <button type="button" className="copy" aria-label={name} title={name} onClick={(event) => { event.stopPropagation(); void copy() }}>{done ? <CheckOutlined /> : <CopyOutlined />}</button>
}
