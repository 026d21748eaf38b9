import { expect, test } from 'vitest'
import { searchQuery } from './search'

test.each([
  ['web', 'name~"web"'], ['pay api', 'name~"pay api"'], ['say "hi"', 'name~"say hi"'], ['kind:compute/host', 'kind:compute/host'],
  ['#env', 'tag.env'], ['#env=prod', 'tag.env=prod'], ['#', ''], ['>dark', ''], ['  ', ''],
])('%j asks for %j', (typed, query) => { expect(searchQuery(typed)).toBe(query) })
