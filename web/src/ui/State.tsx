import type { OperationItemState, OperationState, StepState, Tone } from '../api/types'
import { Glyph, type GlyphName } from './Glyph'

const ofTone: Record<Tone, GlyphName> = {
  ok: 'ok', changing: 'changing', warning: 'warning', critical: 'critical', stopped: 'stopped', unknown: 'waiting',
}
const ofOperation: Record<OperationState, GlyphName> = {
  planned: 'waiting', awaitingApproval: 'attention', pending: 'waiting', running: 'changing', waiting: 'waiting', undoing: 'attention',
  succeeded: 'ok', failed: 'critical', cancelled: 'stopped', needsAttention: 'attention',
}
const ofStep: Record<StepState, GlyphName> = {
  pending: 'waiting', running: 'changing', waiting: 'waiting', succeeded: 'ok', failed: 'critical', undone: 'stopped', undoing: 'changing', skipped: 'stopped',
}

const ofItem: Record<OperationItemState, GlyphName> = {
  pending: 'waiting', running: 'changing', succeeded: 'ok', failed: 'critical', skipped: 'stopped', cancelled: 'stopped',
}

export const glyphOfTone = (tone: Tone | undefined): GlyphName => (tone ? ofTone[tone] : 'waiting')
export const glyphOfOperation = (state: OperationState): GlyphName => ofOperation[state] ?? 'waiting'
export const glyphOfStep = (state: StepState): GlyphName => ofStep[state] ?? 'waiting'

export const glyphOfItem = (state: OperationItemState): GlyphName => ofItem[state] ?? 'waiting'

/** A glyph with its word; `pill` puts it on its tint for heads of pages and drawers. */
export function State({ glyph, label, pill = false }: { glyph: GlyphName; label: string; pill?: boolean }) {
  return (
    <span className={pill ? `state pill pill-${glyph}` : `state state-${glyph}`}>
      <Glyph name={glyph} />
      <span>{label}</span>
    </span>
  )
}
