import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Kind, Relation } from '../../api/types'
import { kindsQuery } from '../../api/queries'
import { rowsOf } from '../../api/query'
import { kindText } from '../../lib/attributes'
import { shortId, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { MoreRows } from '../../ui/MoreRows'
import { Failed, LoadingRows } from '../../ui/Places'
import { ResourceState } from '../../ui/ResourceState'
import { relationsQuery } from './queries'

/** What it stands in relation to, both ways; an end nobody has read yet is shown by its id. */
export function Relations({ id, most }: { id: string; most?: number }) {
  const { t } = useTranslation('resource')
  const query = useInfiniteQuery(relationsQuery(id))
  const kinds = useQuery(kindsQuery).data?.items
  const rows = rowsOf(query.data)
  if (query.isPending) return <LoadingRows rows={4} />
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (rows.length === 0) return <p className="panel-quiet">{t('relation.none')}</p>
  return (
    <div className="scroll-x">
      <table className="plain-table relations">
        <thead><tr><th scope="col">{t('relation.how')}</th><th scope="col">{t('relation.what')}</th><th scope="col">{t('relation.kind')}</th><th scope="col">{t('relation.state')}</th></tr></thead>
        <tbody>{rows.slice(0, most).map((relation, index) => <Row key={index} relation={relation} kinds={kinds} />)}</tbody>
      </table>
      {most === undefined && <MoreRows query={query} />}
    </div>
  )
}

function Row({ relation, kinds }: { relation: Relation; kinds: Kind[] | undefined }) {
  const { t } = useTranslation('resource')
  const other = relation.resource
  return (
    <tr>
      <td className="quiet relation-how"><span aria-hidden>{relation.direction === 'out' ? '→' : '←'}</span> {text(relation.label)}</td>
      <td>{other
        ? <span className="named">{other.provider && <CloudChip provider={other.provider} />}<Link className="named-text" to={paths.resource(other.id)}>{other.name || shortId(other.id)}</Link></span>
        : <code title={relation.externalId}>{shortId(relation.externalId ?? '', 24)}</code>}</td>
      <td className="quiet">{other ? kindText(kinds, other.kind) : t('relation.unread')}</td>
      <td>{other?.lifecycle ? <ResourceState resource={{ lifecycle: other.lifecycle, sync: 'fresh' }} kind={kinds?.find((kind) => kind.id === other.kind)} /> : unknown}</td>
    </tr>
  )
}
