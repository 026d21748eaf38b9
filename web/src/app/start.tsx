import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { whenSignedOut } from '../api/client'
import { queryClient } from '../api/query'
import { paths } from '../lib/paths'
import { createRoutes } from '../routes'
import { language } from './appearance'
import { startWords } from './i18n'
import { Root } from './Root'
import { forgetSignedIn } from './signed-in'

whenSignedOut(() => {
  forgetSignedIn()
  location.assign(paths.signIn(location.pathname + location.search))
})

await startWords(language(), ['app', 'ui', 'lib'])
createRoot(document.getElementById('root')!).render(
  <Root>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={createRoutes()} />
    </QueryClientProvider>
  </Root>,
)
