import { expect, test } from 'vitest'
import { tagChanges, tagsOf } from './Tags'

test('lines are tags', () => {
  expect(tagsOf('env=prod\n\n alone \nurl=a=b')).toEqual({ env: 'prod', alone: '', url: 'a=b' })
})

test('a line that was removed takes its tag away', () => {
  expect(tagChanges({ env: 'prod', team: 'pay' }, 'env=test\nnew=1')).toEqual({ team: null, env: 'test', new: '1' })
  expect(tagChanges({ env: 'prod' }, '')).toEqual({ env: null })
})
