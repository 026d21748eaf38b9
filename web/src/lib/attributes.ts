import i18next from 'i18next'
import type { Attribute, Kind, Resource } from '../api/types'
import { bytes, count, unknown } from './format'
import { text } from './text'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `8080 → 80/tcp`, as a container engine's people write it; a port that is not published stands alone. */
export function portText(port: Record<string, unknown>): string {
  const inside = `${String(port.containerPort ?? '')}/${String(port.protocol ?? 'tcp')}`
  if (!port.hostPort) return inside
  const address = port.hostAddress && !['0.0.0.0', '::'].includes(String(port.hostAddress)) ? `${String(port.hostAddress)}:` : ''
  return `${address}${String(port.hostPort)} → ${inside}`
}

/** `data → /var/lib/data, read-only`. */
function mountText(mount: Record<string, unknown>): string {
  const place = mount.source ? `${String(mount.source)} → ${String(mount.target)}` : String(mount.target)
  return mount.readOnly ? `${place} (${i18next.t('lib:attribute.readOnly')})` : place
}

function recordText(value: Record<string, unknown>): string {
  if ('containerPort' in value) return portText(value)
  if ('target' in value) return mountText(value)
  return Object.entries(value).map(([key, inner]) => `${key}=${plain(inner)}`).join(' ')
}

const plain = (value: unknown): string => (isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value))

/** A value as people read it: units of its attribute, lists joined; a value nobody knows is a dash. */
export function valueText(value: unknown, attribute?: Attribute): string {
  if (value === undefined || value === null || value === '') return unknown
  if (Array.isArray(value)) {
    const items = [...new Set(value.map((item) => valueText(item, attribute?.items)))]
    return items.length === 0 ? unknown : items.join(attribute?.name === 'command' ? ' ' : ', ')
  }
  if (isRecord(value)) return recordText(value)
  if (typeof value === 'boolean') return i18next.t(value ? 'lib:attribute.yes' : 'lib:attribute.no')
  if (typeof value === 'number') {
    if (attribute?.unit === 'B') return bytes(value)
    if (attribute?.unit === 'MiB') return bytes(value * 1024 * 1024)
    return attribute?.unit ? `${count(value)} ${attribute.unit}` : count(value)
  }
  return String(value)
}

/** One attribute of a resource, by its kind. */
export const attributeText = (resource: Resource, kind: Kind | undefined, name: string) =>
  valueText(resource.attributes[name], kind?.attributes.find((attribute) => attribute.name === name))

/** The word of a resource's state. A placeholder's own states come before those of its kind. */
export function lifecycleText(kind: Kind | undefined, lifecycle: string): string {
  const known = kind?.lifecycle.find((value) => value.value === lifecycle)
  if (known) return text(known.label)
  return lifecycle === 'creating' ? i18next.t('lib:attribute.creating') : lifecycle
}

/** What people call a kind; its id until the kinds are read. */
export const kindText = (kinds: Kind[] | undefined, id: string) => {
  const kind = kinds?.find((each) => each.id === id)
  return kind ? text(kind.label) : id
}
