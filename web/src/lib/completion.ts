import { quoteValue, readQuery, type Term } from './query'

/** A key that queries know; `isNumber` says that its values have an order, which decides the operators offered. */
export interface QueryKey { key: string; title: string; isNumber?: boolean; values?: string[] }
/** One proposal: `text` takes the place of the span and the caret goes behind it. */
export interface Proposal { text: string; label: string; title?: string; count?: number }
/** What is being typed at the caret, and what may stand there. */
export interface Completion { phase: 'key' | 'operator' | 'value'; start: number; end: number; key: string; prefix: string; proposals: Proposal[] }

const mostProposals = 12
const textOperators = [':', '~', '=', '!=']
const numberOperators = ['>=', '<=', '=', '>', '<', '!=']

/** Keys, then operators, then values; `valuesOf` may know none yet. */
export function completeQuery(
  text: string, caret: number, keys: QueryKey[], valuesOf: (key: string) => { value: string; title?: string; count?: number }[],
): Completion | undefined {
  const { tokens } = readQuery(text)
  const term = tokens.find((token): token is Term => token.type === 'term' && token.start < caret && caret <= token.end)
  if (term && text[term.valueStart] === '"' && term.key === '') return undefined
  const keyStart = term?.keyStart ?? caret
  const word = term ? (term.operator ? term.key : text.slice(keyStart, term.end)) : ''

  if (term?.operator && caret >= term.valueStart) {
    const prefix = text.slice(term.valueStart, caret).replace(/^"/, '')
    const known = keys.find((key) => key.key === term.key)
    const values = known?.values?.map((value) => ({ value, title: undefined, count: undefined })) ?? valuesOf(term.key)
    const proposals = values
      .filter(({ value, title }) => contains(value, prefix) || (title !== undefined && contains(title, prefix)))
      .slice(0, mostProposals)
      .map(({ value, title, count }): Proposal => ({ text: `${quoteValue(value)} `, label: value, ...(title ? { title } : {}), ...(count === undefined ? {} : { count }) }))
    return { phase: 'value', start: term.valueStart, end: term.end, key: term.key, prefix, proposals }
  }

  const exact = keys.find((key) => key.key === word)
  if (exact && term && !term.operator && caret === term.end) {
    const offered = exact.isNumber ? numberOperators : textOperators
    return { phase: 'operator', start: term.end, end: term.end, key: exact.key, prefix: '', proposals: offered.map((operator) => ({ text: operator, label: operator })) }
  }

  const prefix = text.slice(keyStart, caret)
  const ranked = keys
    .filter((key) => contains(key.key, prefix) || contains(key.title, prefix))
    .sort((a, b) => Number(b.key.toLowerCase().startsWith(prefix.toLowerCase())) - Number(a.key.toLowerCase().startsWith(prefix.toLowerCase())))
  const end = term?.operator ? term.keyStart + term.key.length : term?.end ?? caret
  return {
    phase: 'key', start: keyStart, end, key: '', prefix,
    proposals: ranked.slice(0, mostProposals).map((key) => ({ text: key.key, label: key.key, title: key.title })),
  }
}

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase())

/** The text and caret after a proposal was taken. */
export function applyProposal(text: string, completion: Completion, proposal: Proposal): { text: string; caret: number } {
  const after = text.slice(completion.end).replace(/^\s+(?=\S)/, proposal.text.endsWith(' ') ? '' : '$&')
  return { text: text.slice(0, completion.start) + proposal.text + after, caret: completion.start + proposal.text.length }
}
