import type { Operation, Step } from '../../api/types'

/**
 * The steps as they went forward, and those that were or will be undone, last first. A step has one error, that of its way
 * forward; why it could not be undone is the error of the operation.
 */
export function splitSteps(operation: Pick<Operation, 'state' | 'steps' | 'error'>): { forward: Step[]; undo: Step[] } {
  const steps = operation.steps ?? []
  const isUndone = (step: Step) => step.state === 'undoing' || step.state === 'undone'
  if (operation.state !== 'undoing' && !steps.some(isUndone)) return { forward: steps, undo: [] }
  const forward = steps.map((step): Step => (isUndone(step) ? { ...step, state: step.error ? 'failed' : 'succeeded', detail: undefined } : step))
  const undoOf = (step: Step): Step => {
    const isStuck = step.state === 'undoing' && operation.state !== 'undoing'
    return { ...step, state: isStuck ? 'failed' : step.state, error: isStuck ? operation.error : undefined }
  }
  const undo = steps
    .filter((step) => isUndone(step) || (operation.state === 'undoing' && step.state === 'succeeded'))
    .map((step): Step => (isUndone(step) ? undoOf(step) : { ...step, state: 'pending', startedAt: undefined, endedAt: undefined, detail: undefined }))
    .reverse()
  return { forward, undo }
}

/** What people do to an operation that exists. */
export type OperationVerb = 'cancel' | 'retry' | 'resume' | 'abandon'

/** What a person can still do with an operation: what can be stopped, tried again, taken up where it stopped, or given up. */
export function verbsOf(operation: Pick<Operation, 'state' | 'cancelRequested' | 'abandoned'>): OperationVerb[] {
  switch (operation.state) {
    case 'planned': case 'awaitingApproval': case 'pending': case 'running': case 'waiting': return operation.cancelRequested ? [] : ['cancel']
    case 'needsAttention': return ['resume', 'abandon']
    case 'failed': return operation.abandoned ? [] : ['retry']
    default: return []
  }
}
