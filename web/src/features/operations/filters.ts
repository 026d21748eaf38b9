import type { OperationState } from '../../api/types'

/** The tabs of the list and the states each shows. */
export const filters: Record<string, OperationState[]> = {
  active: ['planned', 'pending', 'running', 'waiting', 'undoing'],
  asking: ['needsAttention', 'awaitingApproval'],
  failed: ['failed'],
  succeeded: ['succeeded'],
  cancelled: ['cancelled'],
}

/** The server's filter of a tab; an unknown one shows all. */
export const stateOf = (filter: string | null): { state?: string } => {
  const states = filter ? filters[filter] : undefined
  return states ? { state: states.join(',') } : {}
}
