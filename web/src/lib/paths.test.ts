import { expect, test } from 'vitest'
import { paths, safeNext, withOperation } from './paths'

test('a query is encoded and an empty one is left out', () => {
  expect(paths.resources('kind:container/container name~web')).toBe('/resources?q=kind%3Acontainer%2Fcontainer+name%7Eweb')
  expect(paths.resources()).toBe('/resources')
})
test('the operation drawer opens and closes without touching the rest of the query', () => {
  expect(withOperation('?q=a', '7')).toBe('?q=a&op=7')
  expect(withOperation('?q=a&op=7')).toBe('?q=a')
  expect(withOperation('?op=7')).toBe('')
})
test.each([['/resources?q=x', '/resources?q=x'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], ['/sign-in', '/'], [null, '/']])('after signing in, %s leads to %s', (next, path) => {
  expect(safeNext(next)).toBe(path)
})
