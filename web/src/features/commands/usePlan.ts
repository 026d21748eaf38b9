import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Operation, Problem, Resource } from '../../api/types'
import { keys } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { mapFew } from '../../lib/parallel'
import { type Act, dryRun, execute, newKey } from './calls'
import { mergePlans, type MergedPlan, newSince } from './plan'

/** What became of one resource when the command ran. */
export interface Outcome { resource: Resource; operation?: Operation; problem?: Problem }

/** The plan of an act on some resources, and its execution. A plan that went stale is computed again and shows what changed. */
export function usePlan(resources: Resource[], act: Act | undefined, session: string) {
  const [round, setRound] = useState(0)
  const [before, setBefore] = useState<MergedPlan>()
  const [running, setRunning] = useState(false)
  const [failed, setFailed] = useState<Outcome[]>([])
  const requestKeys = useRef(new Map<string, string>())

  const query = useQuery({
    queryKey: ['/plan', session, resources.map((resource) => resource.id), act, round],
    queryFn: async ({ signal }) => mergePlans(await mapFew(resources, (resource) => dryRun(resource, act!, signal))),
    enabled: act !== undefined && resources.length > 0,
    placeholderData: keepPreviousData, gcTime: 0, staleTime: Infinity, retry: false,
  })
  const plan = query.data
  const marks = useMemo(() => (plan ? newSince(before, plan) : undefined), [before, plan])

  /** Runs what was planned; answers the operations when all were accepted. */
  const run = async (): Promise<Operation[] | undefined> => {
    if (!plan || !act || query.isPlaceholderData) return undefined
    setRunning(true)
    const outcomes = await mapFew(resources.map((resource, index) => ({ resource, planId: plan.ids[index]! })), async ({ resource, planId }): Promise<Outcome> => {
      const place = `${resource.id} ${planId}`
      const key = requestKeys.current.get(place) ?? newKey()
      requestKeys.current.set(place, key)
      try {
        return { resource, operation: await execute(resource, act, planId, key) }
      } catch (error) {
        return { resource, problem: problemOf(error) }
      }
    })
    setRunning(false)
    const refused = outcomes.filter((outcome) => outcome.problem)
    if (refused.length < outcomes.length) void queryClient.invalidateQueries({ queryKey: keys.operations })
    if (refused.length === 0) return outcomes.flatMap((outcome) => outcome.operation ?? [])
    setFailed(refused)
    if (refused.some((outcome) => outcome.problem?.code.startsWith('plan.'))) {
      setBefore(plan)
      setRound(round + 1)
    }
    return undefined
  }
  return { query, plan, marks, isStale: before !== undefined, running, failed, run, again: () => setRound(round + 1) }
}
