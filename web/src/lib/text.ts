import i18next from 'i18next'
import type { Words } from '../api/draft'

/** The person's language of a text the server sends in both. */
export function text(words: Words | undefined): string {
  if (!words) return ''
  return i18next.language?.startsWith('zh') ? words.zh || words.en : words.en
}
