/** The query language as far as a browser needs it: spans to mark, terms to tick, edits of the text. The server decides what a query means. */
export interface Span { start: number; end: number }

/** `key operator value`, `tag.KEY` alone, or words of free text (key empty). The span includes a leading minus. */
export interface Term extends Span {
  type: 'term'; depth: number; negated: boolean
  key: string; keyStart: number; operator: string; value: string; valueStart: number
}
export interface Mark extends Span { type: 'open' | 'close' | 'or' | 'and' | 'not'; depth: number; key?: string }
export type Token = Term | Mark

/** What is wrong and where; the words are keys of `ui:query.fault`. */
export interface QueryFault extends Span { code: 'quote' | 'value' | 'unclosed' | 'unopened' | 'dangling' }

const operators = /^(?:!=|<=|>=|[:~=<>])/
const keyCharacter = /[\w./-]/
const stop = /[\s()"]/

/** Splits a text into tokens; the first fault is kept and the rest is still read. */
export function readQuery(text: string): { tokens: Token[]; fault?: QueryFault } {
  const tokens: Token[] = []
  const opened: Mark[] = []
  let fault: QueryFault | undefined
  const fail = (code: QueryFault['code'], start: number, end: number) => { fault ??= { code, start, end } }
  const mark = (type: Mark['type'], start: number, end: number, key?: string) => {
    const token: Mark = { type, start, end, depth: opened.length, ...(key ? { key } : {}) }
    tokens.push(token)
    return token
  }
  /** The end of a quoted text that begins at `from`. */
  const quoted = (from: number) => {
    let at = from + 1
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    if (at >= text.length) { fail('quote', from, text.length); return text.length }
    return at + 1
  }

  let at = 0
  while (at < text.length) {
    const character = text[at]!
    if (/\s/.test(character)) { at++; continue }
    if (character === '(') { opened.push(mark('open', at, ++at)); continue }
    if (character === ')') {
      if (opened.length === 0) fail('unopened', at, at + 1)
      opened.pop()
      mark('close', at, ++at)
      continue
    }
    const start = at
    const negated = character === '-' && at + 1 < text.length && !/\s/.test(text[at + 1]!)
    if (negated) at++
    if (negated && text[at] === '(') { mark('not', start, at); continue }
    const depth = opened.length
    const keyStart = at
    if (text[at] === '"') {
      const end = quoted(at)
      tokens.push({ type: 'term', depth, negated, key: '', keyStart, operator: '', value: unquote(text.slice(at, end)), valueStart: at, start, end })
      at = end
      continue
    }
    while (at < text.length && keyCharacter.test(text[at]!)) at++
    const isKey = operators.test(text.slice(at, at + 2))
    if (!isKey && !(text[at] === '(' && text.startsWith('rel.', keyStart))) while (at < text.length && !stop.test(text[at]!)) at++
    const word = text.slice(keyStart, at)
    const operator = (isKey && operators.exec(text.slice(at, at + 2))?.[0]) || ''
    if (operator === '') {
      if (at === keyStart) { at++; continue }
      if (text[at] === '(' && word.startsWith('rel.')) { opened.push(mark('open', start, ++at, word)); continue }
      const joined = word.toLowerCase()
      if (!negated && (joined === 'or' || joined === 'and')) { mark(joined, start, at); continue }
      const isTag = word.startsWith('tag.')
      tokens.push({ type: 'term', depth, negated, key: isTag ? word : '', keyStart, operator: '', value: isTag ? '' : word, valueStart: isTag ? at : keyStart, start, end: at })
      continue
    }
    at += operator.length
    const valueStart = at
    if (text[at] === '"') at = quoted(at)
    else while (at < text.length && !stop.test(text[at]!)) at++
    if (at === valueStart || word === '') fail('value', start, Math.max(at, start + 1))
    tokens.push({ type: 'term', depth, negated, key: word, keyStart, operator, value: unquote(text.slice(valueStart, at)), valueStart, start, end: at })
  }
  const last = opened.at(-1)
  if (last) fail('unclosed', last.start, last.end)
  tokens.forEach((token, index) => {
    if (token.type !== 'or' && token.type !== 'and') return
    const before = tokens[index - 1]
    const after = tokens[index + 1]
    const ends = (other: Token | undefined) => other?.type === 'term' || other?.type === 'close'
    const begins = (other: Token | undefined) => other?.type === 'term' || other?.type === 'open' || other?.type === 'not'
    if (!ends(before) || !begins(after)) fail('dangling', token.start, token.end)
  })
  return fault ? { tokens, fault } : { tokens }
}

const unquote = (text: string) => (text.startsWith('"') ? text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : text)

/** A value as a query writes it. */
export const quoteValue = (value: string) => (value === '' || /[\s()"\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value)

/** The values that a query asks of one key: `key:a`, or `(key:a or key:b)` at the top; anything else is not a tick in a list. */
export function chosenValues(text: string, key: string): { values: string[]; spans: Span[] } {
  const { tokens } = readQuery(text)
  const isTick = (token: Token | undefined): token is Term =>
    token?.type === 'term' && !token.negated && token.key === key && (token.operator === ':' || token.operator === '=') && token.value !== ''
  const values: string[] = []
  const spans: Span[] = []
  if (tokens.some((token) => token.type === 'or' && token.depth === 0)) return { values, spans }
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    if (isTick(token) && token.depth === 0) {
      values.push(token.value)
      spans.push(token)
    } else if (token.type === 'open' && token.depth === 0) {
      const close = tokens.findIndex((other, place) => place > index && other.type === 'close' && other.depth === 0)
      const inside = close < 0 ? [] : tokens.slice(index + 1, close)
      const isList = !token.key && tokens[index - 1]?.type !== 'not' && inside.length % 2 === 1 && inside.every((other, place) => (place % 2 === 0 ? isTick(other) : other.type === 'or'))
      if (isList) {
        values.push(...inside.filter(isTick).map((term) => term.value))
        spans.push({ start: token.start, end: tokens[close]!.end })
      }
      if (close >= 0) index = close
    }
  }
  return { values, spans }
}

/** The query without some of its parts. */
export function withoutSpans(text: string, spans: Span[]): string {
  const kept = [...spans].sort((a, b) => b.start - a.start).reduce((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, text)
  return kept.trim().replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ' ')
}

export const withoutKey = (text: string, key: string) => withoutSpans(text, chosenValues(text, key).spans)

/** The query asking exactly these values of a key; none means all. */
export function withValues(text: string, key: string, values: string[]): string {
  const rest = withoutKey(text, key)
  if (values.length === 0) return rest
  const terms = values.map((value) => `${key}:${quoteValue(value)}`)
  const added = terms.length === 1 ? terms[0]! : `(${terms.join(' or ')})`
  const hasChoice = readQuery(rest).tokens.some((token) => token.type === 'or' && token.depth === 0)
  return [hasChoice ? `(${rest})` : rest, added].filter(Boolean).join(' ')
}

/** Ticks or unticks one value. */
export function toggleValue(text: string, key: string, value: string): string {
  const { values } = chosenValues(text, key)
  return withValues(text, key, values.includes(value) ? values.filter((other) => other !== value) : [...values, value])
}

/** The parts at the top that can each be taken out: terms and whole groups. */
export function topParts(text: string): Span[] {
  const { tokens, fault } = readQuery(text)
  if (fault || tokens.some((token) => token.type === 'or' && token.depth === 0)) return []
  const parts: Span[] = []
  let from: number | undefined
  for (const token of tokens) {
    if (token.depth > 0) continue
    if (token.type === 'not' || (token.type === 'open' && from === undefined)) from ??= token.start
    else if (token.type === 'close') { parts.push({ start: from ?? token.start, end: token.end }); from = undefined } else if (token.type === 'term') parts.push(token)
  }
  return parts
}
