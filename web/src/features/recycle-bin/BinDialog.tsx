import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import type { RecycledItem } from '../../api/types'
import { keys } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { withOperation } from '../../lib/paths'
import { Freshness } from '../../ui/Freshness'
import { Glyph } from '../../ui/Glyph'
import { Failed } from '../../ui/Places'
import { newKey } from '../commands/calls'
import { StepList } from '../commands/PlanParts'
import { type BinVerb, send } from './queries'

/** The plan of restoring or purging one thing; purging wants its name typed, because nothing brings it back. */
export function BinDialog({ thing, verb, close }: { thing: RecycledItem; verb: BinVerb; close: () => void }) {
  const { t } = useTranslation('recycle-bin')
  const navigate = useNavigate()
  const location = useLocation()
  const id = useId()
  const [key] = useState(newKey)
  const [typed, setTyped] = useState('')
  const query = useQuery({
    queryKey: ['/plan', key], gcTime: 0, staleTime: Infinity, retry: false,
    queryFn: async ({ signal }) => (await send(thing.id, verb, { dryRun: true, signal })).plan!,
  })
  const run = useMutation({
    mutationFn: () => send(thing.id, verb, { key }),
    onSuccess: (started) => {
      void queryClient.invalidateQueries({ queryKey: keys.operations })
      close()
      void navigate({ pathname: location.pathname, search: withOperation(location.search, started.operation?.id) })
    },
  })
  const plan = query.data
  const isReady = plan !== undefined && (verb === 'restore' || typed.trim() === thing.name)
  const name = thing.name
  const submit = () => { if (isReady && !run.isPending) run.mutate() }
  return (
    <Modal
      open width={520} className="plan-dialog" onCancel={close}
      title={<span className="plan-title">{t(`${verb}.one`, { name })} <code className="plan-tag">{t('dryRun')}</code>{plan && <span className="plan-age">{t('computed')} <Freshness at={plan.computedAt} /></span>}</span>}
      footer={(
        <div className="plan-foot">
          <span className="plan-foot-note" />
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" danger={verb === 'purge'} loading={run.isPending} disabled={!isReady} onClick={submit}>{t(`${verb}.one`, { name })}</Button>
        </div>
      )}
    >
      <form className="bin-plan" onSubmit={(event) => { event.preventDefault(); submit() }}>
        <p>{t(`about.${verb}`)}</p>
        {query.error && <Failed error={query.error} retry={() => void query.refetch()} />}
        {plan && <StepList steps={plan.steps} />}
        {plan?.warnings.map((warning) => <p key={warning} className="plan-warning"><Glyph name="warning" /><span>{warning}</span></p>)}
        {verb === 'purge' && (
          <label className="plan-confirm" htmlFor={id}>
            <span>{t('confirm.type')} <code>{name}</code> {t('confirm.to')}</span>
            <Input id={id} className="mono" value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
          </label>
        )}
        {run.error && <p className="bin-refused" role="alert"><Glyph name="critical" /><span>{problemOf(run.error).detail || t('refused')}</span></p>}
      </form>
    </Modal>
  )
}
