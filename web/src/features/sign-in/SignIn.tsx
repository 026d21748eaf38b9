import EyeInvisibleOutlined from '@ant-design/icons/EyeInvisibleOutlined'
import EyeOutlined from '@ant-design/icons/EyeOutlined'
import InfoCircleOutlined from '@ant-design/icons/InfoCircleOutlined'
import MoonOutlined from '@ant-design/icons/MoonOutlined'
import SunOutlined from '@ant-design/icons/SunOutlined'
import { Button } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setLanguage, setTheme, useLanguage, useTheme } from '../../app/appearance'
import type { Language } from '../../app/i18n'
import { Logo } from '../../app/Logo'
import { rememberSignedIn } from '../../app/signed-in'
import { safeNext } from '../../lib/paths'
import { Glyph } from '../../ui/Glyph'
import { Bridge } from './Bridge'
import { type SignInFailure, hasSession, serverIsReady, signIn } from './session'
import './sign-in.css'

const languages: Language[] = ['zh', 'en']
const next = () => safeNext(new URLSearchParams(location.search).get('next'))

function enter() {
  rememberSignedIn()
  location.replace(next())
}

/** The first page: its own small entry, which fetches the shell while the person types. */
export function SignIn() {
  const { t } = useTranslation('sign-in')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<SignInFailure>()
  const [shown, setShown] = useState(false)
  const password = useRef<HTMLInputElement>(null)
  useEffect(() => { document.title = t('documentTitle') }, [t])
  useEffect(() => {
    void hasSession().then((known) => { if (known) enter() })
    const idle = setTimeout(() => void import('../../app/prefetch').then(({ prefetchShell }) => prefetchShell()), 600)
    return () => clearTimeout(idle)
  }, [])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setFailure(undefined)
    const refused = await signIn(String(form.get('user')), String(form.get('password')))
    if (!refused) return enter()
    setBusy(false)
    setFailure(refused)
    password.current?.focus()
    password.current?.select()
  }

  return (
    <div className="sign-in">
      <main className="sign-in-side">
        <Head />
        <form className="sign-in-form" onSubmit={(event) => void submit(event)} aria-busy={busy}>
          <h1>{t('title')}</h1>
          <p className="sign-in-sub">{t('subtitle')}</p>
          <label htmlFor="user">{t('user')}</label>
          <input id="user" name="user" className="sign-in-field" autoComplete="username" autoFocus required maxLength={128} spellCheck={false} autoCapitalize="off" />
          <label htmlFor="password">{t('password')}</label>
          <span className="sign-in-secret">
            <input
              id="password" name="password" ref={password} type={shown ? 'text' : 'password'} className="sign-in-field" autoComplete="current-password" required maxLength={1024}
              aria-invalid={failure ? true : undefined} aria-describedby={failure ? 'sign-in-failure' : undefined}
            />
            <button type="button" aria-pressed={shown} aria-label={t('show')} title={t('show')} onClick={() => setShown(!shown)}>{shown ? <EyeOutlined /> : <EyeInvisibleOutlined />}</button>
          </span>
          <div id="sign-in-failure" role="alert" className="sign-in-failure">
            {failure && <><Glyph name="critical" /><span>{failure.detail || t(failure.status === 0 ? 'failed.offline' : 'failed.refused')}</span></>}
          </div>
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>{t('submit')}</Button>
          <p className="sign-in-note"><InfoCircleOutlined /><span>{t('firstTime')}</span></p>
        </form>
        <Foot />
      </main>
      <Bridge />
    </div>
  )
}

function Head() {
  const { t } = useTranslation('sign-in')
  const language = useLanguage()
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <header className="sign-in-head">
      <Logo size={28} /><strong>Yunqiao</strong><span lang="zh-CN">{t('brandChinese')}</span>
      <div className="sign-in-language" role="group" aria-label={t('language')}>
        {languages.map((choice) => (
          <button key={choice} type="button" lang={choice} aria-pressed={choice === language} onClick={() => void setLanguage(choice)}>{t(`languages.${choice}`)}</button>
        ))}
      </div>
      <Button type="text" aria-label={t(`theme.${other}`)} title={t(`theme.${other}`)} icon={other === 'dark' ? <MoonOutlined /> : <SunOutlined />} onClick={() => setTheme(other)} />
    </header>
  )
}

function Foot() {
  const { t } = useTranslation('sign-in')
  const [ready, setReady] = useState<boolean>()
  useEffect(() => { void serverIsReady().then(setReady) }, [])
  return (
    <footer className="sign-in-foot">
      <span>Apache-2.0</span>
      <span role="status">{ready !== undefined && <><Glyph name={ready ? 'ok' : 'warning'} /> {t(ready ? 'ready' : 'notReady')}</>}</span>
    </footer>
  )
}
