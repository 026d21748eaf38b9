import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/queries'
import { may, type Standing, type Verdict } from '../lib/can'
import { useConnection } from './events'

/** The signed-in person; the shell's loader has read it before anything renders. */
export const useSession = () => useSuspenseQuery(sessionQuery).data

/** What the person may do now, for can() and may(). */
export function useStanding(): Standing {
  return { permissions: useSession().permissions, online: useConnection().state !== 'lost' }
}

/** Whether the person holds a permission now, with the reason when not. */
export const useMay = (permission: string): Verdict => may(useStanding(), permission)
