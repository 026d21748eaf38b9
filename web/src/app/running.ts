import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { accountsQuery, operationsQuery } from '../api/queries'
import { rowsOf } from '../api/query'
import type { Operation, OperationState } from '../api/types'

const active: ReadonlySet<OperationState> = new Set(['pending', 'running', 'waiting', 'undoing'])

export const isActive = (operation: Operation) => active.has(operation.state)
export const needsPerson = (operation: Operation) => operation.state === 'needsAttention' || operation.state === 'awaitingApproval'

/** The latest operations of the tenant: one request serves the pill, the menu and the overview. */
export function useRecentOperations() {
  const query = useInfiniteQuery(operationsQuery({}, 50))
  return { ...query, operations: rowsOf(query.data) }
}

/** Numbers in the menu: what runs or asks for a person, and inside Resources how many there are. */
export function useMenuCounters(): Record<string, number | undefined> {
  const { operations } = useRecentOperations()
  const accounts = useQuery(accountsQuery).data?.items
  return {
    operations: operations.filter((operation) => isActive(operation) || needsPerson(operation)).length,
    accounts: accounts?.length,
    inventory: accounts?.reduce((total, account) => total + account.resourceCount, 0),
  }
}
