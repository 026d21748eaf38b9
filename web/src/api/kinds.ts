import { useQuery } from '@tanstack/react-query'
import { text } from '../lib/text'
import { kindsQuery } from './queries'

/** The words of kinds and their lifecycle values; a kind not read yet shows as its id. */
export function useKinds() {
  const kinds = useQuery(kindsQuery).data?.items
  const find = (id: string) => kinds?.find((kind) => kind.id === id)
  const stateOf = (id: string, lifecycle: string) => find(id)?.lifecycle.find((state) => state.value === lifecycle)
  return {
    find,
    label: (id: string) => text(find(id)?.label) || id,
    state: (id: string, lifecycle: string) => text(stateOf(id, lifecycle)?.label) || lifecycle,
    tone: (id: string, lifecycle: string) => stateOf(id, lifecycle)?.tone,
  }
}
