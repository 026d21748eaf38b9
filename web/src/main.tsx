import { startAppearance } from './app/appearance'
import { hasSignedIn } from './app/signed-in'
import { paths } from './lib/paths'

// Two entries behind one page: a person who is not signed in loads the small one only.
startAppearance()
const here = location.pathname + location.search
if (location.pathname === '/sign-in') void import('./features/sign-in/start')
else if (hasSignedIn()) void import('./app/start')
else {
  history.replaceState(null, '', paths.signIn(here))
  void import('./features/sign-in/start')
}
