import type { OperationItemCounts, OperationItemState } from '../../api/types'

/** In the order in which a person asks for them: what went wrong, what is on its way, what is done. */
const order: OperationItemState[] = ['failed', 'running', 'pending', 'succeeded', 'skipped', 'cancelled']

/** The states that some thing of an operation is in. */
export const shownStates = (counts: OperationItemCounts): OperationItemState[] => order.filter((state) => counts[state] > 0)
