import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import type { Kind, Provider, Resource } from '../api/types'
import { can, may, type Standing } from './can'
import en from './words.en.json'

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { lib: en } }, interpolation: { escapeValue: false } }))

const words = (text: string) => ({ en: text, zh: text })
const kind: Kind = {
  id: 'container/container', label: words('Container'), attributes: [], relations: [], identityKeys: [],
  lifecycle: [{ value: 'running', tone: 'ok', label: words('Running') }],
  actions: [
    { verb: 'start', label: words('Start'), inputs: [], from: ['exited'], destructive: false },
    { verb: 'destroy', label: words('Destroy'), inputs: [], from: [], destructive: true },
    { verb: 'logs', label: words('Logs'), inputs: [], from: [], destructive: false },
  ],
}
const resource = (change: Partial<Resource> = {}): Resource => ({
  id: '1', kind: kind.id, name: 'web', tenant: 't', account: 'a', provider: 'docker', region: 'global', externalId: 'x', lifecycle: 'exited', power: 'off',
  sync: 'fresh', tags: {}, ownTags: {}, attributes: {}, createdAt: '', observedAt: '', simulated: false, deletionProtection: false, ...change,
})
const everything: Standing = { permissions: ['resources.operate', 'resources.destroy', 'resources.console'], online: true }

test('a stopped container can be started', () => { expect(can(everything, resource(), kind, 'start')).toEqual({ ok: true }) })
test('a running one says its state', () => {
  expect(can(everything, resource({ lifecycle: 'running' }), kind, 'start')).toEqual({ ok: false, reason: 'Not possible while it is Running.' })
})
test('destroying and consoles need permissions of their own', () => {
  const operator = { ...everything, permissions: ['resources.operate'] }
  expect(can(operator, resource(), kind, 'start').ok).toBe(true)
  expect(can(operator, resource(), kind, 'destroy')).toMatchObject({ ok: false, reason: expect.stringContaining('resources.destroy') })
  expect(can(operator, resource(), kind, 'logs')).toMatchObject({ ok: false, reason: expect.stringContaining('resources.console') })
})
test('nothing changes while the server is out of reach', () => {
  expect(may({ ...everything, online: false }, 'resources.operate')).toMatchObject({ ok: false, reason: expect.stringContaining('connection') })
})
test('a verb its cloud does not offer is refused with the name of the cloud', () => {
  const provider = { id: 'docker', name: 'Docker', kinds: [{ kind: kind.id, verbs: ['destroy'] }] } as unknown as Provider
  expect(can(everything, resource(), kind, 'start', provider)).toEqual({ ok: false, reason: 'Docker cannot do this.' })
})
test('a placeholder and a missing resource take no verbs', () => {
  expect(can(everything, resource({ externalId: '' }), kind, 'start').ok).toBe(false)
  expect(can(everything, resource({ sync: 'missing' }), kind, 'start').ok).toBe(false)
})
