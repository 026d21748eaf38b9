import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Language } from './i18n'
import type { ThemeName } from './theme'

const languageKey = 'yunqiao.language'
const themeKey = 'yunqiao.theme'
const listeners = new Set<() => void>()

const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
const systemStill = window.matchMedia('(prefers-reduced-motion: reduce)')

/** The language chosen on this device, else the browser's. */
export function language(): Language {
  const chosen = localStorage.getItem(languageKey)
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** The face chosen on this device, else the system's. */
export function theme(): ThemeName {
  const chosen = localStorage.getItem(themeKey)
  if (chosen === 'light' || chosen === 'dark') return chosen
  return systemDark.matches ? 'dark' : 'light'
}

function apply() {
  document.documentElement.dataset.theme = theme()
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en'
  listeners.forEach((listener) => listener())
}

export async function setLanguage(next: Language) {
  localStorage.setItem(languageKey, next)
  await i18next.changeLanguage(next)
  apply()
}

export function setTheme(next: ThemeName) {
  localStorage.setItem(themeKey, next)
  apply()
}

/** Puts the chosen face on the document before the first paint and follows the system from then on. */
export function startAppearance() {
  apply()
  systemDark.addEventListener('change', apply)
  systemStill.addEventListener('change', apply)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

export const useTheme = () => useSyncExternalStore(subscribe, theme)
export const useLanguage = () => useSyncExternalStore(subscribe, language)

/** Whether things may move; antd has to know, or what it shows waits for the end of an animation that never runs. */
export const useMotion = () => useSyncExternalStore(subscribe, () => !systemStill.matches)
