import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Facets } from '../../api/types'
import { useKinds } from '../../api/kinds'
import { count } from '../../lib/format'
import { paths } from '../../lib/paths'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'

/** How many of each kind there are; a row opens them in the inventory. */
export function Kinds({ query }: { query: UseQueryResult<Facets> }) {
  const { t } = useTranslation('overview')
  const kinds = useKinds()
  const rows = [...(query.data?.facets.kind ?? [])].sort((a, b) => b.count - a.count)
  const most = Math.max(1, ...rows.map((row) => row.count))
  return (
    <Panel title={t('kinds.title')} extra={<Link to={paths.resources()}>{t('kinds.all')}</Link>} flush>
      {query.isPending && <LoadingRows rows={5} />}
      {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <p className="panel-none">{t('kinds.none')}</p>}
      <ul className="kind-rows">
        {rows.slice(0, 10).map((row) => (
          <li key={row.value}>
            <Link to={paths.resources(`kind:${row.value}`)}>
              <span className="kind-name">{kinds.label(row.value)}</span>
              <span className="kind-bar" aria-hidden><span style={{ width: `${(row.count / most) * 100}%` }} /></span>
              <span className="tabular">{count(row.count)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
