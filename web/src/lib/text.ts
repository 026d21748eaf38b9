import i18next from 'i18next'
import type { Words } from '../api/types'

/** The person's language of a text the server sends in both. */
export function text(words: Words | undefined): string {
  if (!words) return ''
  return i18next.language?.startsWith('zh') ? words.zh || words.en : words.en
}

/** The same inside a sentence: English names of things stand in lower case there, unless they are abbreviations. */
export function nounOf(words: Words | undefined): string {
  const word = text(words)
  return /^[A-Z][a-z]/.test(word) ? word[0]!.toLowerCase() + word.slice(1) : word
}
