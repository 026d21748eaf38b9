import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { NewResource, Operation, Plan, Started } from '../../api/types'
import { client, take } from '../../api/client'
import { keys } from '../../api/queries'
import { problemOf } from '../../api/problem'
import { queryClient } from '../../api/query'
import { newKey } from '../commands/calls'

const settleMillis = 400

/** The dry run of what is typed, computed again once typing rests, and its execution. */
export function useCreation(body: NewResource | undefined) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const [settled, setSettled] = useState(text)
  const [round, setRound] = useState(0)
  const requestKey = useRef({ text: '', key: '' })
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMillis)
    return () => clearTimeout(timer)
  }, [text])

  const query = useQuery({
    queryKey: ['/plan', 'create', settled, round],
    queryFn: async ({ signal }): Promise<Plan> => (await take<Started>(client.POST('/api/v1/resources', { params: { query: { dryRun: true } }, body: JSON.parse(settled) as NewResource, signal }))).plan!,
    enabled: settled !== '', placeholderData: keepPreviousData, gcTime: 0, staleTime: Infinity, retry: false,
  })
  const isSettled = settled === text
  const isCurrent = isSettled && query.isSuccess && !query.isPlaceholderData

  const create = useMutation({
    mutationFn: async (): Promise<Operation> => {
      if (requestKey.current.text !== text) requestKey.current = { text, key: newKey() }
      const plan = isCurrent ? query.data.id : undefined
      return (await take<Started>(client.POST('/api/v1/resources', { params: { query: { plan } }, body: JSON.parse(text) as NewResource, headers: { 'Idempotency-Key': requestKey.current.key } }))).operation!
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.operations })
      void queryClient.invalidateQueries({ queryKey: keys.resources })
    },
    onError: (error) => {
      if (problemOf(error).code.startsWith('plan.')) setRound(round + 1)
    },
  })
  const refusal = create.error ? problemOf(create.error) : query.error && isSettled ? problemOf(query.error) : undefined
  return { plan: query.data, isCurrent, refusal, create, refresh: () => setRound(round + 1) }
}
