import type { Account, Fault, SyncUnit } from '../../api/types'
import type { GlyphName } from '../../ui/Glyph'

type SyncWord = 'forgetting' | 'first' | 'syncing' | 'held' | 'failed' | 'partial' | 'live' | 'fresh' | 'waiting'

/** What an account's sync is, in the order of what a person must know first. */
export function syncState(account: Account): { glyph: GlyphName; word: SyncWord; values: Record<string, string | number> } {
  const { sync } = account
  const failed = sync.units.filter((unit) => unit.state === 'failed').length
  const done = sync.units.filter((unit) => unit.lastSuccessAt !== undefined && unit.state !== 'running').length
  const percent = sync.units.length === 0 ? 0 : Math.round((done / sync.units.length) * 100)
  if (account.state === 'forgetting') return { glyph: 'changing', word: 'forgetting', values: {} }
  if (sync.state === 'held' || sync.units.some((unit) => unit.state === 'held')) return { glyph: 'attention', word: 'held', values: {} }
  if (sync.state === 'failed' && (failed === 0 || failed === sync.units.length)) return { glyph: 'critical', word: 'failed', values: {} }
  if (failed > 0) return { glyph: 'warning', word: 'partial', values: { count: failed } }
  if (!sync.lastSuccessAt) return sync.state === 'running' ? { glyph: 'changing', word: 'first', values: { percent } } : { glyph: 'waiting', word: 'waiting', values: {} }
  if (sync.feed === 'live') return { glyph: 'ok', word: 'live', values: {} }
  return sync.state === 'running' ? { glyph: 'changing', word: 'syncing', values: { percent } } : { glyph: 'ok', word: 'fresh', values: {} }
}

/** Units as a matrix: kinds down, regions across, in the order the server lists them. */
export function matrixOf(units: SyncUnit[]): { regions: string[]; rows: { kind: string; cells: (SyncUnit | undefined)[] }[] } {
  const regions = [...new Set(units.map((unit) => unit.region))]
  const kinds = [...new Set(units.map((unit) => unit.kind))]
  const rows = kinds.map((kind) => ({ kind, cells: regions.map((region) => units.find((unit) => unit.kind === kind && unit.region === region)) }))
  return { regions, rows }
}

/** The glyph of one unit; one that never ran waits. */
export function unitGlyph(unit: SyncUnit): GlyphName {
  switch (unit.state) {
    case 'running': return 'changing'
    case 'failed': return 'critical'
    case 'held': return 'attention'
    default: return unit.lastSuccessAt ? 'ok' : 'waiting'
  }
}

/** Failed units gathered by cause, so an engine that is down is said once and not once per kind. */
export function causesOf(units: SyncUnit[]): { error: Fault; units: SyncUnit[] }[] {
  const causes = new Map<string, { error: Fault; units: SyncUnit[] }>()
  for (const unit of units) {
    if (!unit.error || unit.state === 'held') continue
    const key = `${unit.error.code} ${unit.error.detail}`
    const cause = causes.get(key) ?? { error: unit.error, units: [] }
    cause.units.push(unit)
    causes.set(key, cause)
  }
  return [...causes.values()]
}

/** How many things an account holds; unknown until something was read. */
export const heldCount = (account: Account): number | undefined => (account.sync.lastSuccessAt ? account.resourceCount : undefined)
