import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { lettersOn, openLayer, toggleFolded } from './layers'
import { menu } from './menu'

/** Whether the keyboard belongs to a field, so letters are text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

const goTo = new Map(menu.flatMap((group) => group.pages).filter((page) => page.keys).map((page) => [page.keys!.toLowerCase(), page.path]))
const chordMillis = 1200

/** The keys that work on every page. */
export function useShellShortcuts() {
  const navigate = useNavigate()
  useEffect(() => {
    let chordUntil = 0
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase()
      if (event.ctrlKey || event.metaKey) {
        if (key === 'k') { event.preventDefault(); openLayer('palette') }
        if (key === 'b') { event.preventDefault(); toggleFolded() }
        return
      }
      if (event.altKey || isTyping(event.target) || !lettersOn()) return
      if (Date.now() < chordUntil) {
        chordUntil = 0
        const path = goTo.get(key)
        if (path) { event.preventDefault(); void navigate(path) }
        return
      }
      if (key === 'g') chordUntil = Date.now() + chordMillis
      if (event.key === '?') openLayer('shortcuts')
      if (key === '/') {
        const bar = document.querySelector<HTMLElement>('[data-query-bar]')
        event.preventDefault()
        if (bar) bar.focus()
        else openLayer('palette')
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [navigate])
}
