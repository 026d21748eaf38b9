import { createBrowserRouter, type RouteObject } from 'react-router'
import { sessionQuery } from './api/queries'
import { queryClient } from './api/query'
import { loadWords } from './app/i18n'
import { NotFound, PageFailed } from './app/NotFound'
import { Shell } from './app/Shell'

type PageModule = { default: React.ComponentType; loader?: RouteObject['loader'] }

/** A lazy page with its feature's words; a page module may export a `loader` that starts its requests. */
export const page = (load: () => Promise<PageModule>, feature: string): RouteObject['lazy'] => async () => {
  const [module] = await Promise.all([load(), loadWords(feature)])
  return { Component: module.default, loader: module.loader }
}

/** Every page of the portal. */
export const createRoutes = () => createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    loader: () => queryClient.ensureQueryData(sessionQuery),
    shouldRevalidate: () => false,
    hydrateFallbackElement: <></>,
    errorElement: <PageFailed />,
    children: [
      {
        errorElement: <PageFailed />,
        children: [
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
])
