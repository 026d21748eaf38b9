import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import type { Kind, Provider, Resource } from '../../api/types'
import { modesOf } from './ModeChoice'
import en from './words.en.json'

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { commands: en } }, interpolation: { escapeValue: false } }))

const action = (verb: string) => ({ verb, label: { en: verb, zh: verb }, inputs: [], from: [], destructive: false })
const kinds = [{ id: 'container/container', actions: ['stop', 'destroy'].map(action) }, { id: 'container/volume', actions: [action('destroy')] }] as unknown as Kind[]
const providers = [{ id: 'docker', name: 'Docker', kinds: [{ kind: 'container/container', verbs: ['list', 'stop', 'destroy'] }, { kind: 'container/volume', verbs: ['list', 'destroy'] }] }] as unknown as Provider[]
const thing = (kind: string, rest: Partial<Resource> = {}) => ({ id: kind, name: 'web', kind, provider: 'docker', externalId: 'x', sync: 'fresh', ...rest }) as Resource
const able = (...resources: Resource[]) => Object.entries(modesOf(resources, kinds, providers)).filter(([, verdict]) => verdict.ok).map(([mode]) => mode)

test('what can be stopped and destroyed can be recycled', () => {
  expect(able(thing('container/container'))).toEqual(['forget', 'recycle', 'destroy'])
  expect(able(thing('container/volume'))).toEqual(['forget', 'destroy'])
  expect(able(thing('container/container'), thing('container/volume'))).toEqual(['forget', 'destroy'])
})
test('what the cloud no longer has can only be forgotten, and says so', () => {
  const gone = thing('container/container', { sync: 'missing' })
  expect(able(gone)).toEqual(['forget'])
  expect(modesOf([gone], kinds, providers).recycle).toEqual({ ok: false, reason: 'The cloud does not have web.' })
})
