import './glyph.css'

/** The nine shapes of state: shape first, a word always beside it, colour last. */
export type GlyphName = 'ok' | 'changing' | 'warning' | 'critical' | 'attention' | 'stopped' | 'waiting' | 'stale' | 'minor'

const shapes: Record<GlyphName, React.ReactNode> = {
  ok: <><circle cx="8" cy="8" r="7" fill="currentColor" /><path d="M4.8 8.200l2.2 2.2 4.2-4.6" stroke="var(--glyph-mark)" strokeWidth="1.8" /></>,
  changing: <><circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity=".28" /><path d="M8 2a6 6 0 0 1 6 6" stroke="currentColor" strokeWidth="2" className="glyph-arc" /></>,
  warning: <><path d="M8 1.5 15 14.200H1z" fill="var(--warning-fill)" stroke="var(--warning-fill)" strokeWidth="1.2" strokeLinejoin="round" /><path d="M8 6v3.700M8 12v.1" stroke="#3A2500" strokeWidth="1.7" /></>,
  critical: <><path d="M5.2 1h5.600L15 5.200v5.600L10.8 15H5.200L1 10.800V5.200z" fill="currentColor" /><path d="M5.6 5.600l4.8 4.800M10.4 5.600l-4.8 4.8" stroke="var(--glyph-mark)" strokeWidth="1.8" /></>,
  attention: <><path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentColor" /><path d="M8 4.600v4M8 11.200v.1" stroke="var(--glyph-mark)" strokeWidth="1.7" /></>,
  stopped: <rect x="2.5" y="2.5" width="11" height="11" rx="2" stroke="currentColor" strokeWidth="1.7" />,
  waiting: <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" strokeDasharray=".1 3.67" />,
  stale: <><circle cx="8" cy="8" r="6.3" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.6 2.2" /><path d="M8 4.600V8l2.3 1.5" stroke="currentColor" strokeWidth="1.5" /></>,
  minor: <path d="M3 2.500h10v5.300c0 3-2.3 5-5 6.2-2.7-1.2-5-3.2-5-6.200z" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />,
}

/** A state's shape. Give `label` only where no word stands beside it. */
export function Glyph({ name, size = 13, label }: { name: GlyphName; size?: number; label?: string }) {
  return (
    <svg
      className={`glyph glyph-${name}`} width={size} height={size} viewBox="0 0 16 16" fill="none" strokeLinecap="round"
      role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : true}
    >
      {shapes[name]}
    </svg>
  )
}
