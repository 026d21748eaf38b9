import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account, SyncUnit } from '../../api/draft'
import { useKinds } from '../../api/kinds'
import { count, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { Freshness } from '../../ui/Freshness'
import { Glyph, type GlyphName } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'
import { Held } from './Held'
import { matrixOf, unitGlyph } from './sync'

const legend: [GlyphName, string][] = [['ok', 'done'], ['changing', 'listing'], ['waiting', 'queued'], ['critical', 'failed']]

/** Every unit of an account's sync: kinds down, regions across, live. */
export function SyncMatrix({ account, retry }: { account: Account; retry: () => void }) {
  const { t } = useTranslation('accounts')
  const kinds = useKinds()
  const { regions, rows } = matrixOf(account.sync.units)
  const troubled = account.sync.units.filter((unit) => unit.error && unit.state !== 'held')
  const held = account.sync.units.filter((unit) => unit.state === 'held')
  const single = regions.length === 1
  return (
    <Panel title={t('units.title')} flush extra={legend.map(([glyph, word]) => <span key={word} className="legend"><Glyph name={glyph} size={12} />{t(`unit.${word}`)}</span>)}>
      {rows.length === 0 && <p className="panel-none">{t('units.none')}</p>}
      {rows.length > 0 && (
        <div className="scroll-x">
          <table className="plain-table matrix">
            <thead><tr><th scope="col">{t('column.kind')}</th>{regions.map((region) => <th key={region} scope="col" className="mono">{region || t('units.global')}</th>)}{single && <th scope="col">{t('column.observed')}</th>}</tr></thead>
            <tbody>
              {rows.map(({ kind, cells }) => (
                <tr key={kind}>
                  <th scope="row"><Link to={paths.resources(`kind:${kind} account:${account.id}`)} title={kind}>{kinds.label(kind)}</Link></th>
                  {cells.map((unit, index) => <td key={regions[index]}>{unit ? <Cell unit={unit} /> : <span className="quiet">{unknown}</span>}</td>)}
                  {single && <td><Freshness at={cells[0]?.lastSuccessAt} live={account.sync.feed === 'live'} stale={cells[0]?.state === 'failed'} /></td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {held.map((unit) => <Held key={`${unit.region}/${unit.kind}`} account={account} unit={unit} kind={kinds.label(unit.kind)} />)}
      {troubled.map((unit) => <Trouble key={`${unit.region}/${unit.kind}`} unit={unit} kind={kinds.label(unit.kind)} retry={retry} />)}
    </Panel>
  )
}

function Cell({ unit }: { unit: SyncUnit }) {
  const { t } = useTranslation('accounts')
  const words: Record<string, string> = { changing: 'listing', ok: 'done', waiting: 'queued', critical: 'failed', attention: 'held' }
  const glyph = unitGlyph(unit)
  const figure = unit.state === 'failed' ? unit.error?.title ?? t('unit.failed') : unit.lastSuccessAt ? count(unit.count) : unknown
  return <span className={`state is-${unit.state}`} title={unit.error?.detail}><Glyph name={glyph} label={t(`unit.${words[glyph]}`)} /><span className="tabular">{figure}</span></span>
}

/** A unit that failed: what happened and what to do. */
function Trouble({ unit, kind, retry }: { unit: SyncUnit; kind: string; retry: () => void }) {
  const { t } = useTranslation('accounts')
  return (
    <div className="trouble">
      <Glyph name="critical" />
      <div><strong>{kind}: {unit.error!.title}</strong><p>{unit.error!.detail}</p><span className="mono">{unit.error!.code}</span></div>
      <Button size="small" onClick={retry}>{t('action.retry')}</Button>
    </div>
  )
}
