import { ConfigProvider, type ConfigProviderProps } from 'antd'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useLanguage, useMotion, useTheme } from './appearance'
import { themeOf } from './theme'
import './tokens.css'

type Locale = ConfigProviderProps['locale']

/** antd's own words: English is built in, Chinese is fetched when chosen. */
function useAntdLocale(): Locale {
  const language = useLanguage()
  const [chinese, setChinese] = useState<Locale>()
  useEffect(() => {
    if (language === 'zh') void import('antd/locale/zh_CN').then((module) => setChinese(module.default))
  }, [language])
  return language === 'zh' ? chinese : undefined
}

/** Theme and language around every entry of the portal. */
export function Root({ children }: { children: ReactNode }) {
  const name = useTheme()
  const locale = useAntdLocale()
  const motion = useMotion()
  const theme = useMemo(() => { const face = themeOf(name); return { ...face, token: { ...face.token, motion } } }, [name, motion])
  return <ConfigProvider theme={theme} locale={locale} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>{children}</ConfigProvider>
}
