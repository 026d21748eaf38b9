import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account, Fault, SyncUnit } from '../../api/types'
import { useKinds } from '../../api/kinds'
import { count, list, unknown } from '../../lib/format'
import { paths } from '../../lib/paths'
import { Freshness } from '../../ui/Freshness'
import { Glyph, type GlyphName } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'
import { Held } from './Held'
import { causesOf, matrixOf, unitGlyph } from './sync'

const legend: [GlyphName, string][] = [['ok', 'done'], ['changing', 'listing'], ['waiting', 'queued'], ['critical', 'failed']]

/** Every unit of an account's sync: kinds down, regions across, live. */
export function SyncMatrix({ account, retry }: { account: Account; retry: () => void }) {
  const { t } = useTranslation('accounts')
  const kinds = useKinds()
  const { regions, rows } = matrixOf(account.sync.units)
  const troubles = causesOf(account.sync.units)
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
      {troubles.map(({ error, units }) => <Trouble key={`${error.code} ${error.detail}`} error={error} kinds={units.map((unit) => kinds.label(unit.kind))} retry={retry} />)}
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

/** Units that failed for one cause: what happened and what to do, once. */
function Trouble({ error, kinds, retry }: { error: Fault; kinds: string[]; retry: () => void }) {
  const { t } = useTranslation('accounts')
  return (
    <div className="trouble">
      <Glyph name="critical" />
      <div><strong>{error.title}</strong> <span className="quiet">{list([...new Set(kinds)])}</span><p>{error.detail}</p><span className="mono">{error.code}</span></div>
      <Button size="small" onClick={retry}>{t('action.retry')}</Button>
    </div>
  )
}
