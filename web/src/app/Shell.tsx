import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation, useNavigation, useSearchParams } from 'react-router'
import { CommandHost } from '../features/commands/CommandHost'
import { paths } from '../lib/paths'
import { Banner } from './Banner'
import { startEvents } from './events'
import { useFolded, useLayer } from './layers'
// Not lazy: what is typed right after Ctrl K belongs to the palette.
import { Palette } from './Palette'
import { PhoneBar } from './PhoneBar'
import { useShellShortcuts } from './shortcuts'
import { Sidebar } from './Sidebar'
import { forgetSignedIn } from './signed-in'
import { TopBar } from './TopBar'
import './shell.css'
import '../ui/chips.css'

const OperationDrawer = lazy(() => import('../features/operations/OperationDrawer'))
const Shortcuts = lazy(() => import('./Shortcuts'))

/** The frame around every page: menu, top bar, banner, content, and the layers above them. */
export function Shell() {
  const { t } = useTranslation('app')
  const folded = useFolded()
  const layer = useLayer()
  const navigation = useNavigation()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const content = useRef<HTMLElement>(null)
  useShellShortcuts()
  useEffect(() => startEvents(() => {
    forgetSignedIn()
    location.assign(paths.signIn(location.pathname + location.search))
  }), [])
  useEffect(() => { content.current?.scrollTo({ top: 0 }) }, [pathname])
  return (
    <div className={folded ? 'shell is-folded' : 'shell'}>
      <a className="skip-link" href="#content">{t('shell.skip')}</a>
      <Sidebar />
      <TopBar />
      <main ref={content} id="content" tabIndex={-1} className={navigation.state === 'loading' ? 'content is-loading' : 'content'}>
        <Banner />
        <Suspense fallback={null}><Outlet /></Suspense>
      </main>
      <PhoneBar />
      <CommandHost />
      <Suspense fallback={null}>
        {layer === 'palette' && <Palette />}
        {layer === 'shortcuts' && <Shortcuts />}
        {search.has('op') && <OperationDrawer />}
      </Suspense>
    </div>
  )
}
