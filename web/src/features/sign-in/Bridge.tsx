import { useTranslation } from 'react-i18next'

const clouds = ['AL', 'TC', 'HW', 'AW', 'AZ', 'OS', 'VS', 'ZS', 'KV', 'DK']
const stars = Array.from({ length: 46 }, (_, index) => ({
  x: (index * 97.3) % 720, y: (index * index * 13.7) % 290, r: index % 5 === 0 ? 1.3 : .8, o: .25 + ((index * 31) % 50) / 100,
}))
// Height of the main cable between the towers, at x of the picture's 720 wide box: a parabola with its low point at 360.
const cable = (x: number) => 520 - 228 * ((x - 360) / 192) ** 2
const hangers = Array.from({ length: 23 }, (_, index) => 184 + index * 16)
// The foreground of the right half; only an ornament, so hidden from screen readers but for its words.
export function Bridge() {
  const { t } = useTranslation('sign-in')
  return (
    <aside className="bridge">
      <svg viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice" aria-hidden>
        <defs>
          <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stopColor="#0E1A40" /><stop offset=".62" stopColor="#1B3486" /><stop offset="1" stopColor="#152B74" /></linearGradient>
          <radialGradient id="glow" cx=".5" cy=".53" r=".5"><stop offset="0" stopColor="#5877DB" stopOpacity=".55" /><stop offset="1" stopColor="#5877DB" stopOpacity="0" /></radialGradient>
        </defs>
        <rect width="720" height="900" fill="url(#sky)" /><rect width="720" height="900" fill="url(#glow)" />
        {stars.map((star, index) => <circle key={index} cx={star.x} cy={star.y} r={star.r} fill="#B9C8F5" opacity={star.o} />)}
        <g fill="none" stroke="#C4D2FA">
          {hangers.map((x) => <path key={x} d={`M${x} ${cable(x)}V560`} strokeWidth="1" opacity=".38" />)}
          <path d="M168 292C130 390 70 470 0 514" strokeWidth="1.8" /><path d="M168 300C132 396 74 476 0 520" strokeWidth="1" opacity=".5" />
          <path d={`M168 292Q360 748 552 292`} strokeWidth="1.8" /><path d="M168 300Q360 756 552 300" strokeWidth="1" opacity=".5" />
          <path d="M552 292C590 390 650 470 720 514" strokeWidth="1.8" /><path d="M552 300C588 396 646 476 720 520" strokeWidth="1" opacity=".5" />
          <path d="M0 560H720" strokeWidth="2.4" stroke="#E4EBFF" /><path d="M0 568H720" strokeWidth="1" opacity=".5" />
          {[168, 552].map((x) => <path key={x} d={`M${x - 4} 286h8l2 310h-12z`} fill="#101C48" strokeWidth="1.4" />)}
          {clouds.map((_, index) => <path key={index} d={`M${45 + index * 70} 570V${index % 2 ? 645 : 619}`} strokeDasharray="2 4" opacity=".5" />)}
        </g>
        {clouds.map((letters, index) => (
          <g key={letters} transform={`translate(${45 + index * 70} ${index % 2 ? 660 : 634})`}>
            <rect x="-19" y="-15" width="38" height="30" rx="7" fill="#223C92" stroke="#7E9AF0" strokeOpacity=".7" />
            <text textAnchor="middle" y="5" fill="#E8EEFF" fontSize="13" fontWeight="620">{letters}</text>
          </g>
        ))}
      </svg>
      <div className="bridge-words"><h2>{t('promise')}</h2><p>{t('promiseText')}</p></div>
    </aside>
  )
}
