const key = 'yunqiao.palette'

/** What this person ran from the palette, latest first. */
export function recall(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** Keeps the last eight; resources are left out because their names are someone's data. */
export function remember(id: string) {
  if (id.startsWith('resource:')) return
  localStorage.setItem(key, JSON.stringify([id, ...recall().filter((other) => other !== id)].slice(0, 8)))
}
