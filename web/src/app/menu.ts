import AppstoreOutlined from '@ant-design/icons/AppstoreOutlined'
import DashboardOutlined from '@ant-design/icons/DashboardOutlined'
import SettingOutlined from '@ant-design/icons/SettingOutlined'
import ThunderboltOutlined from '@ant-design/icons/ThunderboltOutlined'
import type { ComponentType } from 'react'
import { paths } from '../lib/paths'

/** A page in the menu and the palette; `keys` are the letters after G that go there. */
export interface MenuPage { key: string; path: string; permission: string; keys?: string }
/** A group of pages; with one page it is that page's link. */
export interface MenuGroup { key: string; icon: ComponentType; pages: MenuPage[]; foot?: boolean }

/** What the portal has, in the order of the menu. A page appears only to those who may see it. */
export const menu: MenuGroup[] = [
  { key: 'overview', icon: DashboardOutlined, pages: [{ key: 'overview', path: paths.overview(), permission: 'resources.read', keys: 'O' }] },
  {
    key: 'resources', icon: AppstoreOutlined, pages: [
      { key: 'inventory', path: paths.resources(), permission: 'resources.read', keys: 'R' },
      { key: 'recycleBin', path: paths.recycleBin(), permission: 'resources.read' },
      { key: 'accounts', path: paths.accounts(), permission: 'accounts.read', keys: 'C' },
    ],
  },
  { key: 'operations', icon: ThunderboltOutlined, pages: [{ key: 'operations', path: paths.operations(), permission: 'operations.read', keys: 'L' }] },
  {
    key: 'administration', icon: SettingOutlined, foot: true, pages: [
      { key: 'users', path: paths.users(), permission: 'users.manage' },
      { key: 'tokens', path: paths.tokens(), permission: 'self' },
      { key: 'audit', path: paths.audit(), permission: 'audit.read' },
      { key: 'about', path: paths.about(), permission: 'self' },
    ],
  },
]


/** The menu of one person: groups without a page they may see are absent. */
export function menuFor(permissions: readonly string[]): MenuGroup[] {
  return menu
    .map((group) => ({ ...group, pages: group.pages.filter((page) => permissions.includes(page.permission)) }))
    .filter((group) => group.pages.length > 0)
}
