import i18next from 'i18next'

/** What stands where a value is not known; never 0. */
export const unknown = '–'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()
const locale = () => (i18next.language?.startsWith('zh') ? 'zh-CN' : 'en')
const intl = <T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: (locale: string) => T): T => {
  const id = `${locale()}:${key}`
  const known = cache.get(id) as T | undefined
  if (known) return known
  const made = make(locale())
  cache.set(id, made)
  return made
}

/** Counts grouped: 19,819. */
export function count(value: number | undefined): string {
  return value === undefined ? unknown : intl('count', (l) => new Intl.NumberFormat(l)).format(value)
}

/** Clock time today, day and month this year, ISO date otherwise. */
export function time(at: string | number | undefined, now = Date.now()): string {
  if (at === undefined) return unknown
  const date = new Date(at)
  const today = new Date(now)
  if (Number.isNaN(date.getTime())) return unknown
  if (date.toDateString() === today.toDateString()) return clock(at)
  if (date.getFullYear() === today.getFullYear()) return intl('day', (l) => new Intl.DateTimeFormat(l, { month: 'short', day: 'numeric' })).format(date)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}

/** Clock time of the person's zone, `14:22:07`; with milliseconds for logs. */
export function clock(at: string | number, withMillis = false): string {
  const date = new Date(at)
  const text = intl('clock', () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })).format(date)
  return withMillis ? `${text}.${String(date.getMilliseconds()).padStart(3, '0')}` : text
}

/** Date, time and zone in full, for hover. */
export function absolute(at: string | number | undefined): string {
  if (at === undefined) return unknown
  return intl('absolute', (l) => new Intl.DateTimeFormat(l, { dateStyle: 'medium', timeStyle: 'long' })).format(new Date(at))
}

/** How long ago: "8 s ago", "4 min ago", "3 h ago", then the date. */
export function age(at: string | number | undefined, now = Date.now()): string {
  if (at === undefined) return unknown
  const elapsed = Math.max(0, now - new Date(at).getTime())
  if (elapsed < minute) return i18next.t('lib:age.seconds', { count: Math.floor(elapsed / second) })
  if (elapsed < hour) return i18next.t('lib:age.minutes', { count: Math.floor(elapsed / minute) })
  if (elapsed < day) return i18next.t('lib:age.hours', { count: Math.floor(elapsed / hour) })
  return time(at, now)
}

/** A length of time: "0.1 s", "41 s", "1 min 12 s", "2 h 5 min". */
export function duration(millis: number | undefined): string {
  if (millis === undefined || Number.isNaN(millis)) return unknown
  if (millis < 100) return i18next.t('lib:duration.millis', { count: Math.round(millis) })
  const seconds = millis / second
  if (seconds < 10) return i18next.t('lib:duration.seconds', { value: (Math.floor(seconds * 10) / 10).toFixed(1) })
  if (seconds < 60) return i18next.t('lib:duration.seconds', { value: Math.floor(seconds) })
  if (millis < hour) return i18next.t('lib:duration.minutes', { minutes: Math.floor(millis / minute), seconds: Math.floor(seconds % 60) })
  return i18next.t('lib:duration.hours', { hours: Math.floor(millis / hour), minutes: Math.floor((millis % hour) / minute) })
}

/** The length between two instants; an open end means now. */
export function between(from: string | undefined, to: string | undefined, now = Date.now()): string {
  return from === undefined ? unknown : duration((to ? new Date(to).getTime() : now) - new Date(from).getTime())
}

/** Bytes in binary units: "1.4 GiB". */
export function bytes(value: number | undefined): string {
  if (value === undefined) return unknown
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let amount = value
  let unit = 0
  while (Math.abs(amount) >= 1024 && unit < units.length - 1) { amount /= 1024; unit++ }
  return `${amount < 10 && unit > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`
}

/** A part as a whole percentage. */
export function percent(part: number): string {
  return intl('percent', (l) => new Intl.NumberFormat(l, { style: 'percent', maximumFractionDigits: 0 })).format(part)
}

/** Names in a row, with the language's own commas and its "and". */
export function list(names: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
}

/** A long id shortened in the middle; it is copied whole elsewhere. */
export function shortId(id: string, keep = 12): string {
  if (id.length <= keep + 1) return id
  const head = Math.ceil(keep / 2)
  return `${id.slice(0, head)}…${id.slice(-(keep - head))}`
}
