/** Fetches what the page after signing in needs, without running it. */
export async function prefetchShell() {
  await Promise.all([import('../routes')])
}
