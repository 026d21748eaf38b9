import type { CSSProperties } from 'react'
import { cloudChip } from './clouds'
import './chips.css'

/** Two letters on the cloud's colour; `name` is what a screen reader hears, and is left out where the name stands beside it. */
export function CloudChip({ provider, letters, name, large = false }: { provider: string; letters?: string; name?: string; large?: boolean }) {
  const chip = cloudChip(provider, letters)
  const style = { '--chip-hue': chip.hue, '--chip-chroma': chip.chroma } as CSSProperties
  return (
    <span className={large ? 'cloud-chip is-large' : 'cloud-chip'} style={style} role={name ? 'img' : undefined} aria-label={name} aria-hidden={name ? undefined : true} title={name}>
      {chip.letters}
    </span>
  )
}
