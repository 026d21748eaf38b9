import DownOutlined from '@ant-design/icons/DownOutlined'
import MenuFoldOutlined from '@ant-design/icons/MenuFoldOutlined'
import MenuUnfoldOutlined from '@ant-design/icons/MenuUnfoldOutlined'
import QuestionCircleOutlined from '@ant-design/icons/QuestionCircleOutlined'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { count } from '../lib/format'
import { openLayer, toggleFolded, useFolded } from './layers'
import { Logo } from './Logo'
import { type MenuGroup, type MenuPage, menuFor } from './menu'
import { useSession } from './session'
import { useMenuCounters } from './running'

const isAt = (page: MenuPage, pathname: string) => (page.path === '/' ? pathname === '/' : pathname === page.path || pathname.startsWith(`${page.path}/`))

export function Sidebar() {
  const { t } = useTranslation('app')
  const session = useSession()
  const folded = useFolded()
  const groups = menuFor(session.permissions)
  const fold = t(folded ? 'shell.unfold' : 'shell.fold')
  return (
    <nav className="sidebar" aria-label={t('shell.menu')}>
      <div className="sidebar-brand">
        <Logo />
        <strong>{t('brand')}</strong>
        <button type="button" className="icon-button" aria-label={fold} title={`${fold} · Ctrl B`} onClick={toggleFolded}>
          {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        </button>
      </div>
      <div className="sidebar-tenant" title={session.tenant.name}>
        <span className="sidebar-tile" aria-hidden>{session.tenant.name.slice(0, 2).toUpperCase()}</span>
        <span className="sidebar-tenant-name"><strong>{session.tenant.name}</strong><span>{t('shell.allProjects')}</span></span>
      </div>
      <ul className="sidebar-groups">{groups.filter((group) => !group.foot).map((group) => <Group key={group.key} group={group} />)}</ul>
      <ul className="sidebar-groups is-foot">
        {groups.filter((group) => group.foot).map((group) => <Group key={group.key} group={group} />)}
        <li>
          <button type="button" className="sidebar-item" onClick={() => openLayer('shortcuts')} title={t('shell.help')}>
            <QuestionCircleOutlined /><span className="sidebar-label">{t('shell.help')}</span><kbd>?</kbd>
          </button>
        </li>
      </ul>
    </nav>
  )
}

function Group({ group }: { group: MenuGroup }) {
  const { t } = useTranslation('app')
  const { pathname } = useLocation()
  const folded = useFolded()
  const holdsCurrent = group.pages.some((page) => isAt(page, pathname))
  const [opened, setOpened] = useState<boolean>()
  const single = group.pages.length === 1 || folded
  const first = group.pages[0]!
  const label = t(`menu.${group.key}`)
  const Icon = group.icon
  if (single) {
    return (
      <li>
        <NavLink to={first.path} className={holdsCurrent ? 'sidebar-item is-current' : 'sidebar-item'} aria-current={holdsCurrent ? 'page' : undefined} title={folded ? label : undefined}>
          <Icon /><span className="sidebar-label">{label}</span><Counter page={first} />
        </NavLink>
      </li>
    )
  }
  const isOpen = opened ?? holdsCurrent
  return (
    <li>
      <button type="button" className={holdsCurrent ? 'sidebar-item is-parent' : 'sidebar-item'} aria-expanded={isOpen} onClick={() => setOpened(!isOpen)}>
        <Icon /><span className="sidebar-label">{label}</span><DownOutlined className="sidebar-arrow" rotate={isOpen ? 0 : -90} />
      </button>
      {isOpen && (
        <ul>
          {group.pages.map((page) => {
            const current = isAt(page, pathname)
            return (
              <li key={page.key}>
                <NavLink to={page.path} className={current ? 'sidebar-item is-second is-current' : 'sidebar-item is-second'} aria-current={current ? 'page' : undefined}>
                  <span className="sidebar-label">{t(`menu.${page.key}`)}</span><Counter page={page} />
                </NavLink>
              </li>
            )
          })}
        </ul>
      )}
    </li>
  )
}

function Counter({ page }: { page: MenuPage }) {
  const value = useMenuCounters()[page.key]
  return value ? <span className="sidebar-count">{count(value)}</span> : null
}
