import { Button, Input, Modal } from 'antd'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { useQuery } from '@tanstack/react-query'
import type { Kind, Provider } from '../../api/types'
import { kindsQuery, providersQuery } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { withOperation } from '../../lib/paths'
import { build, fieldOf, type FormValues, initialValues } from '../../lib/schema'
import { text } from '../../lib/text'
import { Freshness } from '../../ui/Freshness'
import { Glyph } from '../../ui/Glyph'
import { Failed } from '../../ui/Places'
import { SchemaFields } from '../../ui/SchemaFields'
import { TabLine } from '../../ui/TabLine'
import { type Act, newKey } from './calls'
import { CallList, EffectStrip, QuotaList, Radius, StepList } from './PlanParts'
import { callCount, effectCells, isSmall } from './plan'
import { ModeChoice, modesOf } from './ModeChoice'
import { defaultRetentionDays, Retention } from './Retention'
import { type Command, openCommand, type RemovalMode, removal, useOpenCommand } from './store'
import { usePlan } from './usePlan'

/** The one confirm dialog of the portal; renders nothing until a command is opened. */
export default function PlanDialog() {
  const command = useOpenCommand()
  const [session, setSession] = useState<{ command: Command; key: string }>()
  if (command && session?.command !== command) setSession({ command, key: newKey() })
  const kinds = useQuery(kindsQuery).data?.items
  const providers = useQuery(providersQuery).data
  if (!command || session?.command !== command || !kinds || !providers) return null
  return <Dialog key={session.key} command={command} session={session.key} kinds={kinds} providers={providers} />
}

function Dialog({ command, session, kinds, providers }: { command: Command; session: string; kinds: Kind[]; providers: Provider[] }) {
  const { t } = useTranslation('commands')
  const navigate = useNavigate()
  const location = useLocation()
  const id = useId()
  const isRemoval = command.verb === removal
  const kind = kinds.find((each) => each.id === command.resources[0]!.kind)
  const action = isRemoval ? undefined : kind?.actions.find((each) => each.verb === command.verb)
  const inputs = action?.inputs ?? []
  const modes = modesOf(command.resources, kinds, providers)
  const [mode, setMode] = useState<RemovalMode>(() => (modes.recycle.ok ? 'recycle' : modes.destroy.ok ? 'destroy' : 'forget'))
  const [retentionDays, setRetentionDays] = useState(defaultRetentionDays)
  const [values, setValues] = useState<FormValues>(() => initialValues(inputs))
  const [left, setLeft] = useState(command.resources)
  const [typed, setTyped] = useState('')
  const [tab, setTab] = useState('radius')
  const [isOpen, setOpen] = useState(true)

  const built = useMemo(() => build(inputs, values), [inputs, values])
  const act = useMemo<Act>(() => {
    if (!isRemoval) return { type: 'action', verb: command.verb, inputs: built.body }
    return mode === 'recycle' ? { type: 'removal', mode, retentionDays } : { type: 'removal', mode }
  }, [built, command.verb, isRemoval, mode, retentionDays])
  const { query, plan, marks, isStale, running, failed, run, again } = usePlan(left, act, session)

  const count = left.length
  const verb = isRemoval ? t(`mode.${mode}.verb`) : text(action?.label) || command.verb
  const what = count === 1 ? left[0]!.name : t('resources', { count })
  const named = isRemoval ? t('remove') : verb
  const title = t('title', { verb: named, what })
  const confirmation = count === 1 ? left[0]!.name : t('confirm.many', { count })
  const mustType = isRemoval && mode === 'destroy'
  const problem = query.error ? problemOf(query.error) : undefined
  const errors = Object.fromEntries((problem?.errors ?? []).flatMap((error) => {
    const field = fieldOf(error.pointer, built.places)
    return field ? [[field, error.detail]] : []
  }))
  const isReady = plan !== undefined && !query.isPlaceholderData && !problem && (!mustType || typed.trim() === confirmation)
  const small = !isRemoval && (plan === undefined || isSmall(plan))

  const submit = async () => {
    if (!isReady || running) return
    const operations = await run()
    if (operations) {
      setOpen(false)
      void navigate({ pathname: location.pathname, search: withOperation(location.search, operations[0]?.id) })
    }
  }
  const waiting = failed.filter((outcome) => !outcome.problem?.code.startsWith('plan.'))
  const started = failed.length > 0 ? left.filter((resource) => !failed.some((outcome) => outcome.resource.id === resource.id)) : []
  if (started.length > 0) setLeft(left.filter((resource) => !started.includes(resource)))

  return (
    <Modal
      open={isOpen} onCancel={() => setOpen(false)} afterClose={() => openCommand(undefined)} width={small ? 520 : 1008} className="plan-dialog" destroyOnHidden
      title={<span className="plan-title">{title} <code className="plan-tag">{t('dryRun')}</code>{plan && <span className="plan-age">{t('computed')} <Freshness at={plan.computedAt} /></span>}</span>}
      footer={(
        <div className="plan-foot">
          <span className="plan-foot-note" role="status">{isStale ? <><Glyph name="warning" /> {t('stale')}</> : null}</span>
          <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
          <Button type="primary" danger={isRemoval && mode === 'destroy'} loading={running} disabled={!isReady} onClick={() => void submit()}>
            {t('title', { verb, what })}
          </Button>
        </div>
      )}
    >
      <form className={query.isPlaceholderData ? 'plan is-old' : 'plan'} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || (event.target as HTMLElement).tagName === 'INPUT')) { event.preventDefault(); void submit() } }} onSubmit={(event) => event.preventDefault()}>
        {isRemoval && <ModeChoice mode={mode} modes={modes} onChange={(next) => { setMode(next); setTyped('') }} />}
        {isRemoval && mode === 'recycle' && <Retention id={`${id}-days`} days={retentionDays} onChange={setRetentionDays} />}
        {inputs.length > 0 && <div className="plan-inputs"><SchemaFields idPrefix={id} fields={inputs} values={values} errors={errors} onChange={(name, value) => setValues({ ...values, [name]: value })} /></div>}
        {problem && Object.keys(errors).length === 0 ? <Failed error={query.error} retry={again} title={problem.title || undefined} />
          : !plan ? <div className="plan-wait" role="status">{t('computing')}</div>
          : (
            <>
              <EffectStrip cells={effectCells(plan)} calls={callCount(plan)} kinds={kinds} />
              <div className="plan-columns">
                <div className="plan-main">
                  {!small && (
                    <TabLine label={t('tab.title')} current={tab} onSelect={setTab} items={[
                      { key: 'radius', label: t('tab.radius', { count: plan.affects.length }) },
                      { key: 'plan', label: t('tab.plan', { count: plan.steps.length }) },
                      ...(plan.quota.length > 0 ? [{ key: 'quota', label: t('tab.quota') }] : []),
                      { key: 'calls', label: t('tab.calls', { count: callCount(plan) }) },
                    ]} />
                  )}
                  <div className="plan-part" tabIndex={small ? undefined : 0} role={small ? undefined : 'region'} aria-label={small ? undefined : t('tab.title')}>
                    {tab === 'plan' ? <StepList steps={plan.steps} /> : tab === 'calls' ? <CallList calls={plan.apiCalls} /> : tab === 'quota' ? <QuotaList quota={plan.quota} />
                      : <Radius plan={plan} chosen={left} kinds={kinds} marks={marks} />}
                  </div>
                </div>
                {(!small || plan.warnings.length > 0 || waiting.length > 0) && (
                  <aside className="plan-before">
                    {!small && <h2>{t('before.title')}</h2>}
                    {plan.warnings.map((warning) => <p key={warning} className={marks?.warnings.has(warning) ? 'plan-warning is-new' : 'plan-warning'}><Glyph name="warning" /><span>{warning}</span></p>)}
                    {waiting.map((outcome) => <p key={outcome.resource.id} className="plan-warning"><Glyph name="critical" /><span><strong>{outcome.resource.name}</strong> {outcome.problem!.detail || outcome.problem!.title || t('failed')}</span></p>)}
                    {plan.warnings.length === 0 && waiting.length === 0 && <p className="plan-warning"><Glyph name="ok" /><span>{t('before.nothing')}</span></p>}
                    {mustType && (
                      <label className="plan-confirm" htmlFor={`${id}-confirm`}>
                        <span>{t('confirm.type')} <code>{confirmation}</code> {t('confirm.to')}</span>
                        <Input id={`${id}-confirm`} className="mono" value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
                      </label>
                    )}
                  </aside>
                )}
              </div>
            </>
          )}
      </form>
    </Modal>
  )
}
