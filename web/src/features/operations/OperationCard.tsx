import { useTranslation } from 'react-i18next'
import type { Operation } from '../../api/types'
import { isActive, needsPerson } from '../../app/running'
import { age, between } from '../../lib/format'
import { text } from '../../lib/text'
import { useTicking } from '../../lib/ticker'
import { Glyph } from '../../ui/Glyph'
import { glyphOfOperation } from '../../ui/State'
import './operation.css'

/** An operation in two lines with its progress; opens the drawer. */
export function OperationCard({ operation, open }: { operation: Operation; open: () => void }) {
  const { t } = useTranslation('operations')
  const glyph = glyphOfOperation(operation.state)
  const when = useTicking(() => (operation.endedAt ? age(operation.endedAt) : operation.startedAt ? between(operation.startedAt, undefined) : ''))
  const steps = operation.steps ?? []
  const at = steps.findIndex((step) => step.state === 'running' || step.state === 'waiting')
  const line = operation.error && !isActive(operation) ? operation.error.title
    : at >= 0 ? t('card.step', { step: at + 1, total: steps.length, title: text(steps[at]!.title) }) : t(`state.${operation.state}`)
  return (
    <button type="button" className="operation-card" onClick={open}>
      <Glyph name={glyph} size={14} />
      <span className="operation-card-title">{text(operation.titleText) || operation.title}</span>
      <span className={needsPerson(operation) ? 'operation-card-when is-asking' : 'operation-card-when tabular'}>{needsPerson(operation) ? t('card.needsYou') : when}</span>
      <span className="operation-card-line">{line}</span>
      {(isActive(operation) || needsPerson(operation)) && <span className={`operation-card-bar is-${glyph}`} aria-hidden><span style={{ width: `${operation.progress * 100}%` }} /></span>}
    </button>
  )
}
