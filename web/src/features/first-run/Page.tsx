import { Button, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Logo } from '../../app/Logo'
import { LanguageSwitch, ThemeSwitch } from '../../app/TopBar'
import { paths } from '../../lib/paths'
import { Connect } from '../accounts/Connect'
import { FirstSync } from './FirstSync'
import { Person } from './Person'
import { skip } from './skipped'
import './first-run.css'

const steps = ['person', 'connect', 'see'] as const

/** The way from an empty installation to the first resources on screen. Any step can be left without loss. */
export default function FirstRunPage() {
  const { t } = useTranslation('first-run')
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const [account, setAccount] = useState<string | undefined>(search.get('account') ?? undefined)
  const at = Math.max(0, steps.indexOf((search.get('step') ?? 'connect') as (typeof steps)[number]))
  const go = (step: (typeof steps)[number], id = account) => setSearch({ step, ...(id && { account: id }) })
  const leave = () => {
    skip()
    void navigate(paths.overview())
  }
  return (
    <div className="first-run">
      <header className="first-run-bar">
        <span className="first-run-brand"><Logo /><strong>{t('app:brand')}</strong><span className="quiet">{t('name')}</span></span>
        <Steps size="small" current={at} onChange={(next) => { if (next < 2 || account) go(steps[next]!) }}
          items={steps.map((step, index) => ({ title: t(`step.${step}`), disabled: index === 2 && !account }))} />
        <span className="first-run-tools"><LanguageSwitch /><ThemeSwitch /></span>
      </header>
      <main className="first-run-body">
        <h1>{t(`title.${steps[at]!}`)}</h1>
        <p className="quiet">{t(`text.${steps[at]!}`)}</p>
        <div hidden={at !== 0}><Person done={() => go('connect')} /></div>
        <div hidden={at !== 1}>
          <Connect
            connected={(connected) => { setAccount(connected.id); go('see', connected.id) }}
            secondary={<><Button type="text" onClick={() => go('person')}>{t('back')}</Button><Button onClick={leave}>{t('skip')}</Button></>}
          />
        </div>
        {at === 2 && account && <FirstSync id={account} leave={leave} another={() => go('connect')} />}
      </main>
    </div>
  )
}
