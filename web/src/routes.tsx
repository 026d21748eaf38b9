import { createBrowserRouter, type RouteObject } from 'react-router'
import { sessionQuery } from './api/queries'
import { queryClient } from './api/query'
import { loadWords } from './app/i18n'
import { NotFound, PageFailed } from './app/NotFound'
import { Shell } from './app/Shell'

type PageModule = { default: React.ComponentType; loader?: RouteObject['loader'] }

/** A lazy page with the words of the features it shows; a page module may export a `loader` that starts its requests. */
const page = (load: () => Promise<PageModule>, ...features: string[]): RouteObject['lazy'] => async () => {
  const [module] = await Promise.all([load(), ...features.map(loadWords)])
  return { Component: module.default, loader: module.loader }
}

const session = () => queryClient.ensureQueryData(sessionQuery)

/** Every page of the portal. */
export const createRoutes = () => createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    loader: session,
    shouldRevalidate: () => false,
    hydrateFallbackElement: <></>,
    errorElement: <PageFailed />,
    children: [
      {
        errorElement: <PageFailed />,
        children: [
          { index: true, lazy: page(() => import('./features/overview/Page'), 'overview', 'operations', 'accounts') },
          { path: 'accounts', lazy: page(() => import('./features/accounts/Page'), 'accounts') },
          { path: 'accounts/new', lazy: page(() => import('./features/accounts/ConnectPage'), 'accounts') },
          { path: 'recycle-bin', lazy: page(() => import('./features/recycle-bin/Page'), 'recycle-bin', 'commands') },
          { path: 'operations', lazy: page(() => import('./features/operations/Page'), 'operations') },
          { path: 'admin/users', lazy: page(() => import('./features/admin/UsersPage'), 'admin') },
          { path: 'admin/tokens', lazy: page(() => import('./features/admin/TokensPage'), 'admin') },
          { path: 'admin/audit', lazy: page(() => import('./features/admin/AuditPage'), 'admin') },
          { path: 'admin/about', lazy: page(() => import('./features/admin/AboutPage'), 'admin') },
          { path: 'resources/new', lazy: page(() => import('./features/create/Page'), 'create', 'commands') },
          { path: 'resources/:id', lazy: page(() => import('./features/resource/Page'), 'resource', 'operations') },
          { path: 'resources', lazy: page(() => import('./features/inventory/Page'), 'inventory') },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
  {
    path: '/first-run', loader: session, shouldRevalidate: () => false, hydrateFallbackElement: <></>, errorElement: <PageFailed />,
    lazy: page(() => import('./features/first-run/Page'), 'first-run', 'accounts'),
  },
])
