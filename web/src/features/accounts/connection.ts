import type { NewAccount, Provider } from '../../api/types'

/** How a container engine is reached. */
export type Reach = 'socket' | 'tcp' | 'tls'
/** What the form holds before it becomes an account. */
export interface Draft { name: string; reach: Reach; endpoint: string; insecureTls: boolean; credentials: Record<string, string> }

const schemes: Record<Reach, string> = { socket: 'unix://', tcp: 'http://', tls: 'https://' }

/** The reach of an address, from its scheme. */
export function reachOf(endpoint: string | undefined): Reach {
  if (!endpoint || endpoint.startsWith('unix:')) return 'socket'
  return endpoint.startsWith('https:') ? 'tls' : 'tcp'
}

/** The address as the server wants it: docker's own `tcp://` and bare hosts become http or https. */
export function endpointOf(reach: Reach, typed: string): string {
  const bare = typed.trim().replace(/^(unix|tcp|https?):\/\//, '')
  if (reach === 'socket') return `${schemes.socket}${bare.startsWith('/') ? bare : `/${bare}`}`
  return `${schemes[reach]}${bare.replace(/\/+$/, '')}`
}

/** Whether an address can be one, before the server is asked. */
export function isEndpoint(reach: Reach, typed: string): boolean {
  const endpoint = endpointOf(reach, typed)
  return reach === 'socket' ? /^unix:\/\/\/[^\s]+$/.test(endpoint) : /^https?:\/\/[^\s/:?#]+(:\d{1,5})?$/.test(endpoint) || /^https?:\/\/\[[\da-f:.]+\](:\d{1,5})?$/i.test(endpoint)
}

/** The account of a draft; secrets of another reach and empty fields are left out. */
export function accountOf(draft: Draft, provider: Provider): NewAccount {
  const fields = draft.reach === 'tls' ? provider.credentials : []
  const credentials = Object.fromEntries(fields.map((field) => [field.name, draft.credentials[field.name]?.trim() ?? '']).filter(([, value]) => value !== ''))
  return {
    name: draft.name.trim(), provider: provider.id, endpoint: endpointOf(draft.reach, draft.endpoint), credentials,
    settings: draft.reach === 'tls' && draft.insecureTls ? { insecureTls: true } : {},
  }
}
