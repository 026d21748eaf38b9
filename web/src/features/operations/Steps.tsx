import UndoOutlined from '@ant-design/icons/UndoOutlined'
import { useTranslation } from 'react-i18next'
import type { Fault, Operation, Step } from '../../api/types'
import { between } from '../../lib/format'
import { text } from '../../lib/text'
import { useTicking } from '../../lib/ticker'
import { Copy } from '../../ui/Copy'
import { Glyph } from '../../ui/Glyph'
import { glyphOfStep } from '../../ui/State'
import { splitSteps } from './steps'

/** One segment per step, in the colour of its state. */
export function StepBar({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const steps = operation.steps ?? []
  const done = steps.filter((step) => step.state === 'succeeded').length
  return (
    <div className="step-bar" role="progressbar" aria-label={t('steps.progress')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(operation.progress * 100)}
      aria-valuetext={t('steps.done', { done, total: steps.length })}>
      {steps.length === 0 ? <span style={{ flex: 1 }} /> : steps.map((step) => <span key={step.name} className={`is-${step.state}`} />)}
    </div>
  )
}

/** The steps on their rail; a failed one is open, undoing has its own part in reverse order. What a batch counted is left to its items, which are newer. */
export function Steps({ operation }: { operation: Operation }) {
  const { t } = useTranslation('operations')
  const { forward, undo } = splitSteps(operation)
  return (
    <div className="steps">
      <ol>{forward.map((step) => <StepRow key={step.name} step={operation.items ? { ...step, detail: undefined } : step} />)}</ol>
      {undo.length > 0 && (
        <>
          <h3 className="steps-undo"><UndoOutlined />{t('steps.undo')}</h3>
          <ol>{undo.map((step) => <StepRow key={step.name} step={step} />)}</ol>
        </>
      )}
    </div>
  )
}

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation('operations')
  const length = useTicking(() => (step.startedAt ? between(step.startedAt, step.endedAt) : ''))
  const muted = step.state === 'pending' || step.state === 'skipped'
  return (
    <li className={muted ? 'step is-muted' : 'step'}>
      <Glyph name={glyphOfStep(step.state)} size={15} label={t(`stepState.${step.state}`)} />
      <div className="step-body">
        <span className="step-title">{text(step.title)}</span>
        {step.attempt > 1 && <span className="quiet">{t('steps.attempts', { count: step.attempt })}</span>}
        {step.detail && <span className="quiet">{step.detail}</span>}
        {step.error && <FaultBox fault={step.error} />}
      </div>
      <span className="step-length tabular">{length}</span>
    </li>
  )
}

/** What happened, whether trying again helps, and the codes a person can quote. */
export function FaultBox({ fault }: { fault: Fault }) {
  const { t } = useTranslation('operations')
  const codes = [fault.code, fault.vendorCode, fault.requestId].filter(Boolean).join(' · ')
  return (
    <div className="fault">
      <strong>{fault.title}</strong>
      <p>{fault.detail}</p>
      {fault.retryable !== undefined && <p>{t(fault.retryable ? 'fault.retryable' : 'fault.permanent')}</p>}
      <span className="mono">{codes} <Copy value={codes} label={t('fault.copy')} /></span>
    </div>
  )
}
