import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account, Facets } from '../../api/types'
import { facetsQuery } from '../../api/queries'
import { isActive, needsPerson, useRecentOperations } from '../../app/running'
import { count, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { Glyph } from '../../ui/Glyph'

export const estateFacets: [string, string[]] = ['', ['kind', 'sync']]
export const runningFacets: [string, string[]] = ['kind:container/container', ['lifecycle']]

const valueOf = (facets: Facets | undefined, facet: string, value: string) => facets?.facets[facet]?.find((entry) => entry.value === value)?.count ?? 0

/** Four figures: what there is, what of it runs, how the accounts are, what is being done. */
export function KpiStrip({ accounts }: { accounts: Account[] }) {
  const { t } = useTranslation('overview')
  const estate = useQuery(facetsQuery(...estateFacets)).data
  const containers = useQuery(facetsQuery(...runningFacets)).data
  const { operations, isSuccess } = useRecentOperations()
  const running = operations.filter(isActive).length
  const asking = operations.filter(needsPerson).length
  const known = accounts.some((account) => account.sync.lastSuccessAt)
  const troubled = accounts.filter((account) => account.sync.state === 'failed' || account.sync.state === 'held').length
  const stale = valueOf(estate, 'sync', 'stale') + valueOf(estate, 'sync', 'missing')
  return (
    <section className="kpis" aria-label={t('kpi.label')}>
      <Kpi to={paths.resources()} label={t('kpi.resources')} figure={known ? count(estate?.total) : unknown}>
        {known && estate && (stale > 0 ? <span className="is-warning">{t('kpi.stale', { count: stale })}</span> : t('kpi.kinds', { count: estate.facets.kind?.length ?? 0 }))}
      </Kpi>
      <Kpi to={paths.resources('kind:container/container')} label={t('kpi.running')} figure={known && containers ? count(valueOf(containers, 'lifecycle', 'running')) : unknown}
        side={known && containers && containers.total > 0 && <Share part={valueOf(containers, 'lifecycle', 'running')} of={containers.total} />}>
        {known && containers && t('kpi.of', { total: count(containers.total) })}
      </Kpi>
      <Kpi to={paths.accounts()} label={t('kpi.accounts')} figure={count(accounts.length)} side={troubled > 0 && <Glyph name="warning" size={18} />}>
        {troubled > 0 ? <span className="is-warning">{t('kpi.troubled', { count: troubled })}</span> : t('kpi.allFine')}
      </Kpi>
      <Kpi to={paths.operations('active')} label={t('kpi.operations')} figure={isSuccess ? count(running) : unknown} side={asking > 0 && <Glyph name="attention" size={18} />}>
        {asking > 0 ? <span className="is-attention">{t('kpi.asking', { count: asking })}</span> : isSuccess && t('kpi.nothingAsks')}
      </Kpi>
    </section>
  )
}

function Kpi({ to, label, figure, side, children }: { to: string; label: string; figure: string; side?: ReactNode; children?: ReactNode }) {
  return (
    <Link to={to} className="kpi">
      <span className="kpi-label">{label}</span>
      <span className="kpi-figure tabular">{figure}</span>
      <span className="kpi-fact">{children}</span>
      {side && <span className="kpi-side">{side}</span>}
    </Link>
  )
}

function Share({ part, of }: { part: number; of: number }) {
  return <span className="share" aria-hidden><span style={{ width: of > 0 ? `${(part / of) * 100}%` : 0 }} /></span>
}
