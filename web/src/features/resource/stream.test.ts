import { expect, test } from 'vitest'
import { socketAddress } from './stream'

test.each([
  ['/api/v1/streams/abc', 'http://localhost:8088/resources/1', 'ws://localhost:8088/api/v1/streams/abc'],
  ['/api/v1/streams/abc', 'https://cloud.example/resources/1', 'wss://cloud.example/api/v1/streams/abc'],
  ['wss://edge.example/api/v1/streams/abc', 'http://localhost/', 'wss://edge.example/api/v1/streams/abc'],
])('the ticket %s read at %s opens %s', (url, here, address) => {
  expect(socketAddress(url, here)).toBe(address)
})
