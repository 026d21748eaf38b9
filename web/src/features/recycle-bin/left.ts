const dayMillis = 24 * 3600 * 1000

/** Whole days until a moment, a begun one counted; 0 when it has passed. */
export const daysLeft = (at: string, now = Date.now()): number => Math.max(0, Math.ceil((new Date(at).getTime() - now) / dayMillis))
