import { expect, test } from 'vitest'
import type { Provider } from '../../api/types'
import { accountOf, endpointOf, isEndpoint, reachOf } from './connection'

test.each([
  ['socket', '/var/run/docker.sock', 'unix:///var/run/docker.sock'], ['socket', 'unix:///run/docker.sock', 'unix:///run/docker.sock'],
  ['tcp', '10.0.0.5:2375', 'http://10.0.0.5:2375'], ['tcp', 'tcp://10.0.0.5:2375/', 'http://10.0.0.5:2375'], ['tls', 'docker.example.com:2376', 'https://docker.example.com:2376'],
] as const)('%s %s becomes %s', (reach, typed, endpoint) => { expect(endpointOf(reach, typed)).toBe(endpoint) })

test.each([
  ['socket', '/var/run/docker.sock', true], ['socket', '', false], ['tcp', 'host', true], ['tcp', 'host:port', false], ['tls', '[::1]:2376', true], ['tls', 'a b', false], ['tcp', 'host:2375/path', false],
] as const)('%s %j is an address: %s', (reach, typed, valid) => { expect(isEndpoint(reach, typed)).toBe(valid) })

test('an address tells how it is reached', () => {
  expect([reachOf('unix:///x'), reachOf('http://x'), reachOf('https://x'), reachOf(undefined)]).toEqual(['socket', 'tcp', 'tls', 'socket'])
})
test('keys typed for TLS do not go out with another connection', () => {
  const provider = { id: 'docker', credentials: [{ name: 'clientKey' }, { name: 'caCertificate' }] } as unknown as Provider
  const draft = { name: ' a ', reach: 'tls' as const, endpoint: 'h:1', insecureTls: true, credentials: { clientKey: ' k ', caCertificate: '' } }
  expect(accountOf(draft, provider)).toEqual({ name: 'a', provider: 'docker', endpoint: 'https://h:1', credentials: { clientKey: 'k' }, settings: { insecureTls: true } })
  expect(accountOf({ ...draft, reach: 'tcp' }, provider)).toMatchObject({ credentials: {}, settings: {} })
})
