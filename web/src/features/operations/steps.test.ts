import { expect, test } from 'vitest'
import type { Step, StepState } from '../../api/types'
import { shownStates } from './items'
import { append } from './log'
import { splitSteps, verbsOf } from './steps'

const steps = (...states: StepState[]): Step[] => states.map((state, index) => ({ name: `s${index}`, title: { en: '', zh: '' }, state, attempt: 1 }))
const shown = (list: Step[]) => list.map((step) => `${step.name} ${step.state}`)

test('steps that only went forward have no undo part', () => {
  expect(splitSteps({ state: 'failed', steps: steps('succeeded', 'failed', 'skipped') }).undo).toEqual([])
})
test('undoing shows what was done as done, and its undo last first', () => {
  const { forward, undo } = splitSteps({ state: 'undoing', steps: steps('succeeded', 'undoing', 'failed') })
  expect(shown(forward)).toEqual(['s0 succeeded', 's1 succeeded', 's2 failed'])
  expect(shown(undo)).toEqual(['s1 undoing', 's0 pending'])
})
test('after undoing, the undone steps stay listed', () => {
  expect(shown(splitSteps({ state: 'failed', steps: steps('undone', 'undone', 'failed') }).undo)).toEqual(['s1 undone', 's0 undone'])
})
test('a step that could not be undone failed twice, each time for its own reason', () => {
  const fault = (code: string) => ({ code, title: '', detail: '', retryable: false })
  const stuck = splitSteps({ state: 'needsAttention', error: fault('held'), steps: [{ ...steps('undoing')[0]!, error: fault('noStart') }] })
  expect(stuck.forward).toMatchObject([{ state: 'failed', error: { code: 'noStart' } }])
  expect(stuck.undo).toMatchObject([{ state: 'failed', error: { code: 'held' } }])
})
test('what can be done follows the state, and nothing twice', () => {
  expect(verbsOf({ state: 'running', cancelRequested: false, abandoned: false })).toEqual(['cancel'])
  expect(verbsOf({ state: 'running', cancelRequested: true, abandoned: false })).toEqual([])
  expect(verbsOf({ state: 'needsAttention', cancelRequested: false, abandoned: false })).toEqual(['resume', 'abandon'])
  expect(verbsOf({ state: 'failed', cancelRequested: false, abandoned: false })).toEqual(['retry'])
  expect(verbsOf({ state: 'failed', cancelRequested: false, abandoned: true })).toEqual([])
  expect(verbsOf({ state: 'succeeded', cancelRequested: false, abandoned: false })).toEqual([])
})
test('two reads of a log that overlap leave no line twice', () => {
  const line = (seq: number) => ({ seq, at: '', level: 'info', text: `${seq}` })
  const known = [line(1), line(2)]
  expect(append(known, [line(2), line(3)]).map((each) => each.seq)).toEqual([1, 2, 3])
  expect(append(known, [line(1)])).toBe(known)
})
test('of many things only the states that occur are offered, failed first', () => {
  expect(shownStates({ pending: 0, running: 1, succeeded: 3, failed: 2, skipped: 0, cancelled: 0, total: 6, ended: 5 })).toEqual(['failed', 'running', 'succeeded'])
})
