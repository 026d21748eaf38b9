import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'en' | 'zh'

type Words = { default: Record<string, unknown> }
const shellFiles = import.meta.glob<Words>(['./words.*.json', '../ui/words.*.json', '../lib/words.*.json'])
const featureFiles = import.meta.glob<Words>('../features/*/words.*.json')

function fileOf(language: string, namespace: string) {
  return shellFiles[`./words.${language}.json`] && namespace === 'app'
    ? shellFiles[`./words.${language}.json`]
    : shellFiles[`../${namespace}/words.${language}.json`] ?? featureFiles[`../features/${namespace}/words.${language}.json`]
}

/** Starts the words in one language; a feature's words come with its page. */
export function startWords(language: Language, namespaces: string[]) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  return i18next
    .use({
      type: 'backend' as const,
      init: () => {},
      read: (lng: string, namespace: string, done: (error: Error | null, words: Record<string, unknown> | false) => void) => {
        const file = fileOf(lng, namespace)
        if (!file) return done(new Error(`no words for ${namespace} in ${lng}`), false)
        file().then((words) => done(null, words.default), (error: Error) => done(error, false))
      },
    })
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: ['en', 'zh'],
      fallbackLng: 'en',
      ns: namespaces,
      defaultNS: 'app',
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    })
}

/** Loads a feature's words beside its code, so the page does not wait for them after it arrived. */
export const loadWords = (namespace: string) => i18next.loadNamespaces(namespace)
