import MoonOutlined from '@ant-design/icons/MoonOutlined'
import SearchOutlined from '@ant-design/icons/SearchOutlined'
import SunOutlined from '@ant-design/icons/SunOutlined'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { client } from '../api/client'
import { paths, withOperation } from '../lib/paths'
import { Glyph } from '../ui/Glyph'
import { setLanguage, setTheme, useLanguage, useTheme } from './appearance'
import { openLayer } from './layers'
import { isActive, needsPerson, useRecentOperations } from './running'
import { useSession } from './session'
import { forgetSignedIn } from './signed-in'

export function TopBar() {
  const { t } = useTranslation('app')
  return (
    <div className="topbar">
      <button type="button" className="topbar-search" onClick={() => openLayer('palette')} aria-keyshortcuts="Control+K">
        <SearchOutlined /><span>{t('palette.placeholder')}</span><kbd>Ctrl K</kbd>
      </button>
      <div className="topbar-end">
        <OperationsPill />
        <span className="topbar-divider" aria-hidden />
        <LanguageSwitch />
        <ThemeSwitch />
        <Person />
      </div>
    </div>
  )
}

/** Running operations; violet when one waits for a person. Opens the drawer's list over any page. */
function OperationsPill() {
  const { t } = useTranslation('app')
  const { search } = useLocation()
  const { operations } = useRecentOperations()
  const running = operations.filter(isActive).length
  const asking = operations.filter(needsPerson).length
  const glyph = asking > 0 ? 'attention' : running > 0 ? 'changing' : 'ok'
  return (
    <Link className={`topbar-pill is-${glyph}`} to={{ search: withOperation(search, 'recent') }} aria-live="polite">
      <Glyph name={glyph} />
      {asking > 0 ? t('operations.asking', { count: asking }) : running > 0 ? t('operations.running', { count: running }) : t('operations.none')}
    </Link>
  )
}

export function LanguageSwitch() {
  const { t } = useTranslation('app')
  const language = useLanguage()
  const next = language === 'zh' ? 'en' : 'zh'
  const change = () => {
    void setLanguage(next)
    void client.PATCH('/api/v1/session/user', { body: { language: next } }).catch(() => {})
  }
  return <button type="button" className="icon-button is-text" onClick={change} lang={next === 'zh' ? 'zh-CN' : 'en'} title={t('shell.language')}>{t('shell.otherLanguage')}</button>
}

export function ThemeSwitch() {
  const { t } = useTranslation('app')
  const theme = useTheme()
  const next = theme === 'dark' ? 'light' : 'dark'
  const name = t(next === 'dark' ? 'shell.dark' : 'shell.light')
  const change = () => {
    setTheme(next)
    void client.PATCH('/api/v1/session/user', { body: { theme: next } }).catch(() => {})
  }
  return <button type="button" className="icon-button" aria-label={name} title={name} onClick={change}>{next === 'dark' ? <MoonOutlined /> : <SunOutlined />}</button>
}

/** Ends the session; a server that does not answer must not keep the person here. */
export async function signOut() {
  await client.DELETE('/api/v1/session').catch(() => {})
  forgetSignedIn()
  location.assign(paths.signIn())
}

function Person() {
  const { t } = useTranslation('app')
  const { user } = useSession()
  const initials = user.displayName.split(/\s+/).map((part) => part[0]).join('').slice(0, 2).toUpperCase()
  return (
    <>
      <button type="button" className="avatar" popoverTarget="person-menu" title={user.displayName}>{initials}<span className="sr-only"> {t('shell.person', { name: user.displayName })}</span></button>
      <div id="person-menu" popover="auto" className="popover-menu">
        <div className="popover-head"><strong>{user.displayName}</strong><span>{user.name}</span></div>
        <Link to={paths.tokens()} onClick={closePerson}>{t('menu.tokens')}</Link>
        <Link to={paths.about()} onClick={closePerson}>{t('menu.about')}</Link>
        <button type="button" onClick={() => void signOut()}>{t('shell.signOut')}</button>
      </div>
    </>
  )
}

const closePerson = () => document.getElementById('person-menu')?.hidePopover()
