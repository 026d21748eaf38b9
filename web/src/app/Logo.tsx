/** The bridge: its colour is the accent of the theme. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="var(--accent-text)" strokeLinecap="round" aria-hidden>
      <path d="M3.5 23C6 15.5 10.5 11.5 16 11.5S26 15.5 28.5 23" strokeWidth="2.6" />
      <path d="M9.5 16v6M16 12v10M22.5 16v6" strokeWidth="2" />
      <g fill="var(--accent-text)" stroke="none"><circle cx="3.5" cy="24" r="2.2" /><circle cx="28.5" cy="24" r="2.2" /><circle cx="16" cy="6" r="1.8" opacity=".55" /></g>
    </svg>
  )
}
