import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Change } from '../../api/types'
import { useKinds } from '../../api/kinds'
import { changesQuery } from '../../api/queries'
import { absolute, shortId, time } from '../../lib/format'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { Live } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { shortValue } from './change'

/** What became different lately, and who or what did it. */
export function Changes({ live }: { live: boolean }) {
  const { t } = useTranslation('overview')
  const { data, error, isPending, refetch } = useQuery(changesQuery(8))
  return (
    <Panel title={t('changes.title')} extra={live && <Live />} flush>
      {isPending && <LoadingRows rows={5} />}
      {error && !data && <Failed error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="panel-none">{t('changes.none')}</p>}
      <ul className="change-rows">{data?.items.map((change) => <ChangeRow key={change.id} change={change} />)}</ul>
    </Panel>
  )
}

function ChangeRow({ change }: { change: Change }) {
  const { t } = useTranslation('overview')
  const kinds = useKinds()
  const resource = change.resource
  const isState = change.field === 'lifecycle' && resource
  const shown = (value: unknown) => (isState && typeof value === 'string' ? kinds.state(resource.kind, value) : shortValue(value))
  const attribute = kinds.find(resource?.kind ?? '')?.attributes.find((candidate) => `attributes.${candidate.name}` === change.field)
  const name = isState ? t('changes.state') : attribute ? text(attribute.title) : change.field
  const who = change.cause.principalName ?? t(`cause.${change.cause.kind}`)
  return (
    <li>
      <time className="tabular quiet" dateTime={change.at} title={absolute(change.at)}>{time(change.at)}</time>
      {resource?.provider ? <CloudChip provider={resource.provider} /> : <span />}
      <div className="change-what">
        {resource ? <Link to={paths.resource(resource.id, 'changes')}>{resource.name || shortId(resource.id)}</Link> : <span>{t('changes.gone')}</span>}
        <span className="quiet">{change.type === 'changed' && name ? `${name}: ${shown(change.before)} → ${shown(change.after)}` : t(`change.${change.type}`, { kind: kinds.label(resource?.kind ?? '') })}</span>
      </div>
      <span className="quiet change-who">{who}</span>
    </li>
  )
}
