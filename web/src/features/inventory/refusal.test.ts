import { expect, test } from 'vitest'
import type { Problem } from '../../api/types'
import { refusalOf } from './refusal'

const problem = (code: string, pointer?: string): Problem =>
  ({ type: '', title: 'Title', status: 400, code, detail: 'Whole', retryable: false, traceId: '', ...(pointer ? { errors: [{ pointer, code, detail: 'Here' }] } : {}) })

test('a refused query is marked where the server says', () => {
  expect(refusalOf(problem('query.unknownKey', '?q#char=3,8'), 'abcdefghij')).toEqual({ text: 'Here', span: { start: 3, end: 8 } })
})
test('an error behind the end is shown at the last letter', () => {
  expect(refusalOf(problem('query.syntax', '?q#char=4,5'), 'kind')).toEqual({ text: 'Here', span: { start: 3, end: 5 } })
})
test('a query that is refused as a whole has words and no place, and other failures are none of it', () => {
  expect(refusalOf(problem('query.tooBroad'), 'x')).toEqual({ text: 'Whole' })
  expect(refusalOf(problem('database.unavailable'), 'x')).toBeUndefined()
})
