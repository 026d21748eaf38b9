import { useTranslation } from 'react-i18next'
import type { Kind, Plan } from '../../api/types'
import { kindText } from '../../lib/attributes'
import { count } from '../../lib/format'
import { Glyph, type GlyphName } from '../../ui/Glyph'
import { type Affect, affectKey, type Effect, type EffectCell, type MergedPlan } from './plan'
import './plan-dialog.css'

const glyphOf: Record<Effect, GlyphName> = { destroyed: 'critical', stopped: 'warning', detached: 'warning', changed: 'changing', created: 'ok' }

/** Numbers of what would happen, worst first. */
export function EffectStrip({ cells, calls, kinds }: { cells: EffectCell[]; calls: number; kinds: Kind[] }) {
  const { t } = useTranslation('commands')
  return (
    <dl className="effect-strip">
      {cells.map((cell) => (
        <div key={`${cell.effect} ${cell.kind}`}>
          <dd><Glyph name={glyphOf[cell.effect]} /> {count(cell.count)}</dd>
          <dt>{t('effectOf', { kind: kindText(kinds, cell.kind), effect: t(`effect.${cell.effect}`) })}</dt>
        </div>
      ))}
      <div><dd>{count(calls)}</dd><dt>{t('apiCalls', { count: calls })}</dt></div>
    </dl>
  )
}

/** What was chosen on the left, what comes with it on the right. */
export function Radius({ plan, chosen, kinds, marks }: { plan: MergedPlan; chosen: { id: string }[]; kinds: Kind[]; marks?: { affects: Set<string> } }) {
  const { t } = useTranslation('commands')
  const own = new Set(chosen.map((resource) => resource.id))
  const first = plan.affects.filter((affect) => affect.resource !== undefined && own.has(affect.resource))
  const rest = plan.affects.filter((affect) => !first.includes(affect))
  if (plan.affects.length === 0) return <p className="quiet radius-none">{t('radius.none')}</p>
  return (
    <div className={first.length > 0 && rest.length > 0 ? 'radius has-both' : 'radius'}>
      <Nodes affects={first} kinds={kinds} marks={marks} label={t('radius.chosen')} />
      <Nodes affects={rest} kinds={kinds} marks={marks} label={t('radius.affected')} />
    </div>
  )
}

const mostNodes = 50

function Nodes({ affects, kinds, marks, label }: { affects: Affect[]; kinds: Kind[]; marks?: { affects: Set<string> }; label: string }) {
  const { t } = useTranslation('commands')
  if (affects.length === 0) return null
  return (
    <ul className="radius-nodes" aria-label={label}>
      {affects.slice(0, mostNodes).map((affect) => (
        <li key={affectKey(affect)} className={`radius-node is-${affect.effect}`}>
          <span className="radius-name">{affect.name}</span>
          <span className="radius-text">{kindText(kinds, affect.kind)} · {affect.reason ?? t(`effect.${affect.effect}`)}{marks?.affects.has(affectKey(affect)) && <> · <strong>{t('isNew')}</strong></>}</span>
          <Glyph name={glyphOf[affect.effect]} label={t(`effect.${affect.effect}`)} />
        </li>
      ))}
      {affects.length > mostNodes && <li className="quiet">{t('radius.more', { count: affects.length - mostNodes })}</li>}
    </ul>
  )
}

/** What would be done, in order, and who vouches for each step. */
export function StepList({ steps }: { steps: Plan['steps'] }) {
  const { t } = useTranslation('commands')
  return (
    <ol className="plan-steps">
      {steps.map((step, index) => (
        <li key={index}><span className="plan-number" aria-hidden>{index + 1}</span><span>{step.action}{step.target && !step.action.includes(step.target) && <> <strong>{step.target}</strong></>}</span>
          <span className="quiet">{t(`checkedBy.${step.checkedBy}`)}</span></li>
      ))}
    </ol>
  )
}

/** Which calls of the cloud's API would be made. */
export function CallList({ calls }: { calls: Plan['apiCalls'] }) {
  return <ul className="plan-list">{calls.map((call) => <li key={call.action}><code>{call.action}</code><span className="tabular">× {count(call.count)}</span></li>)}</ul>
}

/** Limits and what the plan would use of them. */
export function QuotaList({ quota }: { quota: Plan['quota'] }) {
  return <ul className="plan-list">{quota.map((each) => <li key={each.name}><span>{each.name}</span><span className="tabular">{count(each.used)} → {count(each.after)}{each.limit !== undefined && ` / ${count(each.limit)}`}</span></li>)}</ul>
}
