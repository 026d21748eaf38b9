import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Change } from '../../api/types'
import { useKinds } from '../../api/kinds'
import { changesQuery } from '../../api/queries'
import { absolute, shortId, time } from '../../lib/format'
import { paths } from '../../lib/paths'
import { CloudChip } from '../../ui/CloudChip'
import { Live } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { useChangeWords } from '../resource/changeWords'
import { shortText } from './change'

const most = 8
/** More than are shown: that the cloud gave a thing its id is news to nobody. */
const asked = 20

/** What became different lately, and who or what did it. */
export function Changes({ live }: { live: boolean }) {
  const { t } = useTranslation('overview')
  const { data, error, isPending, refetch } = useQuery(changesQuery(asked))
  const shown = (data?.items ?? []).filter((change) => change.field !== 'externalId').slice(0, most)
  return (
    <Panel title={t('changes.title')} extra={live && <Live />} flush>
      {isPending && <LoadingRows rows={5} />}
      {error && !data && <Failed error={error} retry={() => void refetch()} />}
      {data && shown.length === 0 && <p className="panel-none">{t('changes.none')}</p>}
      <ul className="change-rows">{shown.map((change) => <ChangeRow key={change.id} change={change} />)}</ul>
    </Panel>
  )
}

function ChangeRow({ change }: { change: Change }) {
  const { t } = useTranslation('overview')
  const kinds = useKinds()
  const words = useChangeWords()
  const resource = change.resource
  const field = change.field ?? ''
  const shown = (value: unknown) => shortText(words.value(resource?.kind ?? '', field, value))
  const name = words.name(resource?.kind ?? '', field) ?? field
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
