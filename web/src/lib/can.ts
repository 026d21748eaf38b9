import i18next from 'i18next'
import type { Kind, Provider, Resource } from '../api/types'
import { text } from './text'

/** Whether something may be done now; a refusal says why, and that is the tooltip of the disabled button. */
export type Verdict = { ok: true } | { ok: false; reason: string }

export const yes: Verdict = { ok: true }
const no = (key: string, values: Record<string, string> = {}): Verdict => ({ ok: false, reason: i18next.t(key, values) })

/** What a verdict depends on beside the thing itself. */
export interface Standing { permissions: readonly string[]; online: boolean }

/** Whether the person holds a permission and the server can be reached. */
export function may(standing: Standing, permission: string): Verdict {
  if (!standing.permissions.includes(permission)) return no('lib:can.permission', { permission })
  return standing.online ? yes : no('lib:can.offline')
}

const permissionOf = (verb: string, destructive: boolean) =>
  verb === 'exec' || verb === 'logs' ? 'resources.console' : destructive ? 'resources.destroy' : 'resources.operate'

/** Whether a verb can run on a resource: permission, what its cloud offers, then its state. */
export function can(standing: Standing, resource: Resource, kind: Kind | undefined, verb: string, provider?: Provider): Verdict {
  const action = kind?.actions.find((candidate) => candidate.verb === verb)
  const permitted = may(standing, permissionOf(verb, action?.destructive ?? verb === 'destroy'))
  if (!permitted.ok) return permitted
  const offered = provider?.kinds.find((candidate) => candidate.kind === resource.kind)?.verbs
  if (!action || (offered && !offered.includes(verb))) return no('lib:can.unsupported', { provider: provider?.name ?? resource.provider })
  if (resource.sync === 'missing') return no('lib:can.missing')
  if (resource.externalId === '') return no('lib:can.creating')
  if (action.from.length > 0 && !action.from.includes(resource.lifecycle)) {
    const state = kind?.lifecycle.find((candidate) => candidate.value === resource.lifecycle)
    return no('lib:can.state', { state: state ? text(state.label) : resource.lifecycle })
  }
  return yes
}
