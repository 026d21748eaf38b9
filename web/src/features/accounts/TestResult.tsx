import { useTranslation } from 'react-i18next'
import type { ConnectionTest } from '../../api/types'
import { problemOf } from '../../api/problem'
import { duration } from '../../lib/format'
import { Glyph, type GlyphName } from '../../ui/Glyph'

/** What a connection test found, line by line; a refusal says what to do. */
export function TestResult({ result, error }: { result?: ConnectionTest; error?: unknown }) {
  const { t } = useTranslation('accounts')
  const refusal = error ? problemOf(error) : undefined
  const lines: { glyph: GlyphName; text: string; detail?: string }[] = []
  if (refusal) lines.push({ glyph: 'critical', text: refusal.title || t('test.failed'), detail: refusal.detail })
  if (result?.error) lines.push({ glyph: 'critical', text: result.error.title, detail: result.error.detail })
  if (result?.ok) lines.push({ glyph: 'ok', text: result.identity ? t('test.identity', { identity: result.identity }) : t('test.ok') })
  if (result?.ok && result.version) lines.push({ glyph: 'ok', text: t('test.version', { version: result.version }) })
  for (const permission of result?.missingPermissions ?? []) lines.push({ glyph: 'warning', text: t('test.missing', { permission }) })
  for (const warning of result?.warnings ?? []) lines.push({ glyph: 'warning', text: warning })
  return (
    <div className="test-result" role="status">
      <strong>{t('test.title')}</strong>{result && <span className="quiet tabular">{duration(result.latencyMs)}</span>}
      <ul>{lines.map((line) => <li key={line.text}><Glyph name={line.glyph} /><div>{line.text}{line.detail && <p>{line.detail}</p>}</div></li>)}</ul>
    </div>
  )
}
