import AppstoreOutlined from '@ant-design/icons/AppstoreOutlined'
import DashboardOutlined from '@ant-design/icons/DashboardOutlined'
import EllipsisOutlined from '@ant-design/icons/EllipsisOutlined'
import SearchOutlined from '@ant-design/icons/SearchOutlined'
import ThunderboltOutlined from '@ant-design/icons/ThunderboltOutlined'
import { useTranslation } from 'react-i18next'
import { Link, NavLink } from 'react-router'
import { paths } from '../lib/paths'
import { openLayer } from './layers'
import { menuFor } from './menu'
import { useSession } from './session'
import { LanguageSwitch, signOut, ThemeSwitch } from './TopBar'

/** The phone's bottom bar, in place of the side bar. */
export function PhoneBar() {
  const { t } = useTranslation('app')
  const session = useSession()
  const close = () => document.getElementById('phone-more')?.hidePopover()
  const rest = menuFor(session.permissions).flatMap((group) => group.pages)
    .filter((page) => ![paths.overview(), paths.resources(), paths.operations()].includes(page.path))
  return (
    <nav className="phone-bar" aria-label={t('shell.menu')}>
      <NavLink to={paths.overview()} end><DashboardOutlined />{t('menu.overview')}</NavLink>
      <NavLink to={paths.resources()}><AppstoreOutlined />{t('menu.resources')}</NavLink>
      <NavLink to={paths.operations()}><ThunderboltOutlined />{t('menu.operations')}</NavLink>
      <button type="button" onClick={() => openLayer('palette')}><SearchOutlined />{t('shell.search')}</button>
      <button type="button" popoverTarget="phone-more"><EllipsisOutlined />{t('shell.more')}</button>
      <div id="phone-more" popover="auto" className="popover-menu is-phone">
        <div className="popover-head"><strong>{session.user.displayName}</strong><span>{session.tenant.name}</span></div>
        {rest.map((page) => <Link key={page.key} to={page.path} onClick={close}>{t(`menu.${page.key}`)}</Link>)}
        <div className="popover-row"><LanguageSwitch /><ThemeSwitch /></div>
        <button type="button" onClick={() => void signOut()}>{t('shell.signOut')}</button>
      </div>
    </nav>
  )
}
