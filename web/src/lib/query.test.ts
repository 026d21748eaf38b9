import { describe, expect, test } from 'vitest'
import { applyProposal, isLikely } from './completion'
import { chosenValues, quoteValue, readQuery, toggleValue, topParts, withoutKey, withValues } from './query'

const terms = (text: string) => readQuery(text).tokens.flatMap((token) => (token.type === 'term' ? [`${token.negated ? '-' : ''}${token.key}${token.operator}${token.value}`] : [token.type]))

describe('reading a query', () => {
  test('splits keys, operators and values', () => {
    expect(terms('kind:compute/instance tag.env=prod vcpus>=4 -status:deleting name~web "free text" region:cn-*')).toEqual([
      'kind:compute/instance', 'tag.env=prod', 'vcpus>=4', '-status:deleting', 'name~web', 'free text', 'region:cn-*',
    ])
  })
  test('reads groups, choices, relations and a tag that stands alone', () => {
    expect(terms('(provider:aws or provider:alibaba) -tag.owner rel.container/image(name~nginx)')).toEqual([
      'open', 'provider:aws', 'or', 'provider:alibaba', 'close', '-tag.owner', 'open', 'name~nginx', 'close',
    ])
  })
  test('a word with letters that no key has is free text', () => {
    expect(terms('a@b:c x=1')).toEqual(['a@b:c', 'x=1'])
  })
  test('a quoted value may hold spaces, quotes and parentheses', () => {
    expect(terms(String.raw`name="a \"b\" (c)" kind:x`)).toEqual(['name=a "b" (c)', 'kind:x'])
  })
  test.each([
    ['name:"web', 'quote', 5, 9],
    ['kind: name~x', 'value', 0, 5],
    ['(kind:x', 'unclosed', 0, 1],
    ['kind:x)', 'unopened', 6, 7],
    ['kind:x or', 'dangling', 7, 9],
    ['or kind:x', 'dangling', 0, 2],
  ])('%s has the fault %s at its span', (text, code, start, end) => {
    expect(readQuery(text).fault).toEqual({ code, start, end })
  })
})

describe('ticking values', () => {
  test('one value is a term and several are a group', () => {
    const one = toggleValue('name~web', 'lifecycle', 'running')
    expect(one).toBe('name~web lifecycle:running')
    const two = toggleValue(one, 'lifecycle', 'exited')
    expect(two).toBe('name~web (lifecycle:running or lifecycle:exited)')
    expect(chosenValues(two, 'lifecycle').values).toEqual(['running', 'exited'])
    expect(toggleValue(toggleValue(two, 'lifecycle', 'running'), 'lifecycle', 'exited')).toBe('name~web')
  })
  test('a group of mixed keys and a negated term are no ticks', () => {
    expect(chosenValues('(kind:a or name~b) -kind:c', 'kind').values).toEqual([])
    expect(chosenValues('-(kind:a or kind:b)', 'kind').values).toEqual([])
  })
  test('a choice at the top is kept together when a tick is added', () => {
    expect(withValues('name~a or name~b', 'kind', ['x'])).toBe('(name~a or name~b) kind:x')
  })
  test('taking a key out leaves quoted spaces alone', () => {
    expect(withoutKey('name:"a  b" kind:x tag.env', 'kind')).toBe('name:"a  b" tag.env')
  })
  test('values with spaces are quoted', () => {
    expect(quoteValue('a b')).toBe('"a b"')
    expect(withValues('', 'account', ['my docker'])).toBe('account:"my docker"')
  })
  test('the parts at the top are terms and whole groups', () => {
    const text = 'name~a (kind:x or kind:y) -(tag.b)'
    expect(topParts(text).map(({ start, end }) => text.slice(start, end))).toEqual(['name~a', '(kind:x or kind:y)', '-(tag.b)'])
  })
})

describe('taking a proposal', () => {
  test('replaces only what is being typed', () => {
    const proposal = { type: 'value', text: 'container/image', start: 5, end: 7 } as const
    expect(applyProposal('kind:im name~x', proposal)).toEqual({ text: 'kind:container/image name~x', caret: 21 })
    expect(applyProposal('kind:im', proposal)).toEqual({ text: 'kind:container/image ', caret: 21 })
  })
  test('leaves the caret where the key goes on', () => {
    expect(applyProposal('ki', { type: 'key', text: 'kind', start: 0, end: 2 })).toEqual({ text: 'kind', caret: 4 })
    expect(applyProposal('kind', { type: 'operator', text: '~', start: 4, end: 4 })).toEqual({ text: 'kind~', caret: 5 })
  })
  test('is likely once something was begun, or when only an operator can follow', () => {
    expect(isLikely({ type: 'key', text: 'kind', start: 0, end: 0 }, 0)).toBe(false)
    expect(isLikely({ type: 'key', text: 'kind', start: 0, end: 2 }, 2)).toBe(true)
    expect(isLikely({ type: 'operator', text: ':', start: 4, end: 4 }, 4)).toBe(true)
  })
})
