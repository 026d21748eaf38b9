import CloseOutlined from '@ant-design/icons/CloseOutlined'
import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { completionQuery } from '../api/queries'
import type { Proposal } from '../api/types'
import { useLanguage } from '../app/appearance'
import { applyProposal, isLikely, mostProposals } from '../lib/completion'
import { count } from '../lib/format'
import { readQuery, type Span, type Term } from '../lib/query'
import './query-bar.css'

const settleMillis = 250

export interface QueryBarProps {
  /** The query in the address. */
  value: string
  /** Runs a query; `final` when the person said so with Enter, not by resting. */
  onRun: (query: string, final: boolean) => void
  /** What the server says is wrong, with the place when it is known. */
  refusal?: { text: string; span?: Span }
  facts?: ReactNode
}

/** The one field that filters: terms look like tokens, the server proposes what may stand at the caret, a fault is marked where it is. */
export function QueryBar({ value, onRun, refusal, facts }: QueryBarProps) {
  const { t } = useTranslation('ui')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(value)
  const [caret, setCaret] = useState<number>()
  const [scroll, setScroll] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const [current, setCurrent] = useState(-1)
  const sent = useRef(value)

  useEffect(() => {
    if (value !== sent.current) setDraft(value)
    sent.current = value
  }, [value])
  const { tokens, fault } = readQuery(draft)
  const run = (text: string, final: boolean) => {
    const query = text.trim()
    if (query === sent.current && !final) return
    sent.current = query
    onRun(query, final)
  }
  useEffect(() => {
    if (fault || draft.trim() === sent.current) return
    const timer = setTimeout(() => run(draft, false), settleMillis)
    return () => clearTimeout(timer)
  })

  const isAsking = isOpen && caret !== undefined
  const completion = useQuery({ ...completionQuery(draft, caret ?? 0, useLanguage()), enabled: isAsking })
  const proposals = isAsking ? completion.data?.items.slice(0, mostProposals) ?? [] : []
  const at = Math.min(current, proposals.length - 1)

  const edit = (text: string, place: number) => {
    setDraft(text)
    setCaret(place)
    setCurrent(-1)
    setOpen(true)
    requestAnimationFrame(() => input.current?.setSelectionRange(place, place))
  }
  const accept = (proposal: Proposal) => {
    // Those of the text before stay in view until the next arrive; they fit no more.
    if (completion.isPlaceholderData) return
    const next = applyProposal(draft, proposal)
    edit(next.text, next.caret)
    input.current?.focus()
  }
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && !isOpen) setOpen(true)
    if (step !== 0 && proposals.length > 0) {
      event.preventDefault()
      setCurrent((at + step + proposals.length + (at < 0 && step < 0 ? 1 : 0)) % proposals.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const chosen = proposals[at]
      if (chosen) return accept(chosen)
      setOpen(false)
      if (!fault) run(draft, true)
    } else if (event.key === 'Tab' && !event.shiftKey && proposals.length > 0 && (at >= 0 || isLikely(proposals[0]!, caret ?? 0))) {
      event.preventDefault()
      accept(proposals[Math.max(at, 0)]!)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      if (isOpen && proposals.length > 0) setOpen(false)
      else input.current?.blur()
    }
  }
  const follow = () => { setCaret(input.current?.selectionStart ?? undefined); setScroll(input.current?.scrollLeft ?? 0) }
  const shown = fault ? { span: fault as Span, text: t(`query.fault.${fault.code}`) } : refusal && draft.trim() === value ? { span: refusal.span, text: refusal.text } : undefined

  return (
    <div className="query">
      <div className={shown ? 'query-bar is-faulty' : 'query-bar'} role="search" onClick={() => input.current?.focus()}>
        <SearchOutlined className="query-icon" />
        <div className="query-field">
          <div className="query-marks" aria-hidden><span style={{ transform: `translateX(${-scroll}px)` }}>{marked(draft, tokens, shown?.span, caret)}</span></div>
          <input
            ref={input} data-query-bar role="combobox" aria-autocomplete="list" aria-expanded={proposals.length > 0} aria-controls={`${id}-list`}
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} aria-label={t('query.label')} aria-invalid={Boolean(shown)} aria-describedby={shown ? `${id}-fault` : undefined}
            placeholder={t('query.placeholder')} value={draft} maxLength={2000} spellCheck={false} autoCapitalize="off" autoCorrect="off" autoComplete="off"
            onChange={(event) => { setDraft(event.target.value); setCurrent(-1); setOpen(true); follow() }}
            onKeyDown={press} onSelect={follow} onScroll={follow}
            onFocus={() => { follow(); setOpen(true) }} onBlur={() => { setOpen(false); setCaret(undefined) }}
          />
        </div>
        {facts && <span className="query-facts tabular">{facts}</span>}
        <kbd aria-hidden>/</kbd>
        {draft !== '' && (
          <button type="button" className="query-clear" aria-label={t('query.clear')} title={t('query.clear')} onMouseDown={(event) => event.preventDefault()} onClick={() => { setDraft(''); run('', true) }}><CloseOutlined /></button>
        )}
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={t('query.proposals')} className="query-list" hidden={proposals.length === 0}>
        {proposals.map((proposal, index) => (
          <li key={`${proposal.type}${proposal.text}`} id={`${id}-${index}`} role="option" aria-selected={index === at} className={index === at ? 'is-current' : undefined}
            onMouseDown={(event) => event.preventDefault()} onClick={() => accept(proposal)} onMouseMove={() => setCurrent(index)}>
            <span className="mono">{proposal.text}</span>
            <span className="query-title">{proposal.title}</span>
            {proposal.count !== undefined && proposal.count !== null && <span className="query-count tabular">{count(proposal.count)}</span>}
          </li>
        ))}
      </ul>
      {shown && <p id={`${id}-fault`} className="query-fault" role="status">{shown.text}</p>}
    </div>
  )
}

/** The text under the transparent field: the same letters at the same places, terms as tokens once the caret left them. */
function marked(text: string, tokens: ReturnType<typeof readQuery>['tokens'], wrong: Span | undefined, caret: number | undefined): ReactNode[] {
  const cuts = new Set([0, text.length])
  const terms = tokens.filter((token): token is Term => token.type === 'term')
  const add = (...places: number[]) => places.forEach((place) => cuts.add(Math.min(place, text.length)))
  tokens.forEach((token) => add(token.start, token.end))
  terms.forEach((term) => add(term.keyStart, term.keyStart + term.key.length, term.valueStart))
  if (wrong) add(wrong.start, wrong.end)
  const places = [...cuts].sort((a, b) => a - b)
  const pieces: ReactNode[] = []
  const piece = (start: number, end: number) => {
    const term = terms.find((other) => other.start <= start && end <= other.end)
    const isBad = wrong && wrong.start <= start && end <= wrong.end
    const part = !term ? (tokens.some((token) => token.start <= start && end <= token.end) ? 'joint' : '')
      : term.key && end <= term.keyStart + term.key.length ? 'key' : term.operator && end <= term.valueStart ? 'operator' : 'value'
    return <span key={start} className={`query-${part || 'space'}${isBad ? ' is-bad' : ''}`}>{text.slice(start, end)}</span>
  }
  for (let index = 0; index + 1 < places.length;) {
    const start = places[index]!
    const term = terms.find((other) => other.start === start)
    const stop = term ? places.findIndex((place) => place >= Math.min(term.end, text.length)) : index + 1
    const inside = places.slice(index, stop).map((place, step) => piece(place, places[index + step + 1]!))
    const isToken = term && !(caret !== undefined && term.start < caret && caret <= term.end)
    pieces.push(isToken ? <span key={`t${start}`} className="query-token">{inside}</span> : inside)
    index = Math.max(stop, index + 1)
  }
  return pieces
}

