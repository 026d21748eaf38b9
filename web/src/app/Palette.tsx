import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { client, take } from '../api/client'
import { keys } from '../api/queries'
import { paths } from '../lib/paths'
import { CloudChip } from '../ui/CloudChip'
import { Sim } from '../ui/Sim'
import { setLanguage, setTheme, useLanguage, useTheme } from './appearance'
import { Layer } from './Layer'
import { openLayer, toggleFolded } from './layers'
import { menuFor } from './menu'
import { recall, remember } from './recent'
import { searchQuery } from './search'
import { useSession } from './session'
import { signOut } from './TopBar'

interface Entry { id: string; section: 'recent' | 'resources' | 'pages' | 'commands'; icon?: ReactNode; title: string; facts?: ReactNode; keys?: string; run: () => void }

const close = () => openLayer(undefined)

/** Ctrl K: resources by name, tag or query, pages, and commands; answers in one request. */
export function Palette() {
  const { t } = useTranslation('app')
  const listId = useId()
  const [text, setText] = useState('')
  const [current, setCurrent] = useState(0)
  const resources = useFoundResources(text)
  const fixed = useFixedEntries()
  const navigate = useNavigate()

  const entries = useMemo(() => {
    const wanted = text.replace(/^>/, '').trim().toLowerCase()
    const found: Entry[] = (resources.data?.items ?? []).map((resource) => ({
      id: `resource:${resource.id}`, section: 'resources', title: resource.name,
      icon: <CloudChip provider={resource.provider} />,
      facts: <>{resource.simulated && <Sim short />}<span className="mono">{resource.kind}</span> · {resource.lifecycle}</>,
      run: () => void navigate(paths.resource(resource.id)),
    }))
    const matching = fixed.filter((entry) => entry.title.toLowerCase().includes(wanted) && (!text.startsWith('>') || entry.section === 'commands'))
    if (wanted === '' && !text.startsWith('>')) {
      const recent = recall().flatMap((id) => fixed.filter((entry) => entry.id === id)).map((entry) => ({ ...entry, section: 'recent' as const }))
      return [...recent.slice(0, 3), ...matching.filter((entry) => !recent.slice(0, 3).some((other) => other.id === entry.id))]
    }
    return text.startsWith('>') || text.startsWith('#') ? [...found, ...(text.startsWith('>') ? matching : [])] : [...found, ...matching]
  }, [fixed, navigate, resources.data, text])

  const at = Math.min(current, entries.length - 1)
  useEffect(() => { document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' }) }, [at, listId])
  const run = (entry: Entry | undefined) => {
    if (!entry) return
    remember(entry.id)
    close()
    entry.run()
  }
  const press = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && entries.length > 0) {
      event.preventDefault()
      setCurrent((at + step + entries.length) % entries.length)
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) { event.preventDefault(); run(entries[at]) }
  }

  return (
    <Layer className="palette" label={t('palette.placeholder')} onClose={close}>
      <div className="palette-input">
        <SearchOutlined />
        <input
          autoFocus role="combobox" aria-expanded aria-controls={listId} aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
          aria-label={t('palette.placeholder')} placeholder={t('palette.placeholder')} value={text} maxLength={200} spellCheck={false}
          onChange={(event) => { setText(event.target.value); setCurrent(0) }} onKeyDown={press}
        />
      </div>
      <ul id={listId} role="listbox" aria-label={t('palette.results')} className="palette-list">
        {entries.map((entry, index) => (
          <li key={`${entry.section}:${entry.id}`} role="presentation">
            {entries[index - 1]?.section !== entry.section && <div className="palette-section" role="presentation">{t(`palette.${entry.section}`)}</div>}
            <div id={`${listId}-${index}`} role="option" aria-selected={index === at} className={index === at ? 'palette-entry is-current' : 'palette-entry'}
              onMouseMove={() => setCurrent(index)} onClick={() => run(entry)}>
              {entry.icon ?? <span className="palette-arrow" aria-hidden>›</span>}
              <span className="palette-title">{entry.title}</span>
              {entry.facts && <span className="palette-facts">{entry.facts}</span>}
              {entry.keys && <kbd>{entry.keys}</kbd>}
            </div>
          </li>
        ))}
      </ul>
      {entries.length === 0 && !resources.isFetching && <p className="palette-none" role="status">{t('palette.none', { text })}</p>}
      <div className="palette-foot"><span><kbd>↑↓</kbd> {t('palette.move')}</span><span><kbd>Enter</kbd> {t('palette.open')}</span><span><kbd>&gt;</kbd> {t('palette.commandsHint')}</span><span><kbd>#</kbd> {t('palette.tagsHint')}</span></div>
    </Layer>
  )
}

function useFoundResources(text: string) {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 120)
    return () => clearTimeout(timer)
  }, [text])
  const query = searchQuery(settled)
  return useQuery({
    queryKey: [...keys.resources, 'palette', query],
    queryFn: ({ signal }) => take(client.GET('/api/v1/resources', { params: { query: { q: query, limit: 8 } }, signal })),
    enabled: query !== '',
    placeholderData: query === '' ? undefined : keepPreviousData,
    retry: false,
  })
}

function useFixedEntries(): Entry[] {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const { permissions } = useSession()
  const language = useLanguage()
  const theme = useTheme()
  return useMemo(() => {
    const pages = menuFor(permissions).flatMap((group) => group.pages).map((page): Entry => ({
      id: `page:${page.key}`, section: 'pages', title: t(`menu.${page.key}`), keys: page.keys && `G ${page.keys}`, run: () => void navigate(page.path),
    }))
    const command = (id: string, title: string, run: () => void, keys?: string): Entry => ({ id: `command:${id}`, section: 'commands', title, run, keys })
    const commands = [
      command('theme', t(theme === 'dark' ? 'shell.light' : 'shell.dark'), () => setTheme(theme === 'dark' ? 'light' : 'dark')),
      command('language', t('shell.language'), () => void setLanguage(language === 'zh' ? 'en' : 'zh')),
      command('fold', t('shortcuts.fold'), toggleFolded, 'Ctrl B'),
      command('shortcuts', t('shortcuts.title'), () => openLayer('shortcuts'), '?'),
      command('sign-out', t('shell.signOut'), () => void signOut()),
    ]
    if (permissions.includes('accounts.manage')) commands.unshift(command('connect', t('palette.connect'), () => void navigate(paths.newAccount())))
    if (permissions.includes('resources.operate')) commands.unshift(command('create', t('palette.create'), () => void navigate(paths.newResource())))
    return [...pages, ...commands]
  }, [language, navigate, permissions, t, theme])
}
