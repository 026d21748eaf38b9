import type { FormValues } from '../../lib/schema'

/** What a person typed into the form of one kind, kept on this device until it is sent. */
export interface Draft { account?: string; name: string; tags: string; values: FormValues }

const keyOf = (kind: string) => `yunqiao.draft.${kind}`

export function recallDraft(kind: string): Draft | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(kind)) ?? 'null') as Draft | null ?? undefined
  } catch {
    return undefined
  }
}

/** Secrets and environments may hold passwords: they are not kept. */
export function keepDraft(kind: string, draft: Draft, secret: string[]) {
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => name !== 'environment' && !secret.includes(name)))
  sessionStorage.setItem(keyOf(kind), JSON.stringify({ ...draft, values }))
}

export const forgetDraft = (kind: string) => sessionStorage.removeItem(keyOf(kind))
