import { lazy, Suspense } from 'react'
import { useOpenCommand } from './store'

const PlanDialog = lazy(async () => {
  const [dialog] = await Promise.all([import('./PlanDialog'), import('../../app/i18n').then(({ loadWords }) => loadWords('commands'))])
  return dialog
})

/** Mounted once in the shell; the dialog's code arrives with the first command. */
export function CommandHost() {
  return useOpenCommand() ? <Suspense fallback={null}><PlanDialog /></Suspense> : null
}
