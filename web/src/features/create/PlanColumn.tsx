import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Kind, Plan, Problem } from '../../api/types'
import { count } from '../../lib/format'
import type { Verdict } from '../../lib/can'
import { Glyph } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'
import { VerbButton } from '../../ui/VerbButton'
import { EffectStrip, StepList } from '../commands/PlanParts'
import { callCount, effectCells, mergePlans } from '../commands/plan'

/** What would happen, what is checked, and the button that says so. Old figures stay, dimmed, while new ones are computed. */
export function PlanColumn({ plan, isCurrent, isTried, refusal, missing, kinds, button, verdict, isBusy, onSubmit, onAgain }: {
  plan?: Plan; isCurrent: boolean; /** Whether the person has asked to create it. */ isTried: boolean; refusal?: Problem; missing: { path: string; text: string }[]; kinds: Kind[]
  button: string; verdict: Verdict; isBusy: boolean; onSubmit: () => void; onAgain: () => void
}) {
  const { t } = useTranslation('create')
  const merged = plan && mergePlans([plan])
  const isWhole = !refusal && missing.length === 0
  return (
    <aside className="create-side" aria-label={t('plan.title')}>
      <Panel flush title={t('plan.title')} extra={merged && t('plan.calls', { count: callCount(merged), formatted: count(callCount(merged)) })} className={isCurrent ? '' : 'is-old'}>
        {merged ? <><EffectStrip cells={effectCells(merged, 2)} calls={callCount(merged)} kinds={kinds} /><StepList steps={merged.steps} /></> : <p className="panel-quiet">{t('plan.none')}</p>}
      </Panel>
      <Panel title={t('checks.title')} extra={isWhole && isCurrent ? <><Glyph name="ok" /> {t('checks.passed')}</> : undefined}>
        <div role="status"><ul className="create-checks">
          {missing.map((each) => <li key={each.path} className={isTried ? undefined : 'quiet'}>{isTried && <Glyph name="warning" />}<span>{each.text}</span></li>)}
          {refusal && missing.length === 0 && <li><Glyph name="critical" /><span>{refusal.detail || refusal.title || t('checks.failed')} {refusal.status >= 500 || refusal.status === 0 ? <Button size="small" type="link" onClick={onAgain}>{t('checks.again')}</Button> : null}</span></li>}
          {isWhole && merged?.warnings.map((warning) => <li key={warning}><Glyph name="warning" /><span>{warning}</span></li>)}
          {isWhole && merged?.warnings.length === 0 && <li><Glyph name="ok" /><span>{t('checks.nothing')}</span></li>}
          {isWhole && !merged && <li className="quiet">{t('checks.waiting')}</li>}
        </ul></div>
      </Panel>
      <VerbButton verdict={verdict} type="primary" size="large" block loading={isBusy} onClick={onSubmit}>{button}</VerbButton>
      <p className="create-hint"><kbd>Ctrl ↵</kbd> {t('hint')}</p>
    </aside>
  )
}
