import { useTranslation } from 'react-i18next'
import { openLayer, setLettersOn, useLettersOn } from './layers'
import { Layer } from './Layer'

const keys: [string, string][] = [
  ['Ctrl K', 'palette'], ['/', 'query'], ['G O', 'overview'], ['G R', 'inventory'], ['G C', 'accounts'], ['G L', 'operations'],
  ['J K', 'rows'], ['Enter', 'open'], ['X', 'select'], ['[ ]', 'tabs'], ['Ctrl B', 'fold'], ['Esc', 'close'], ['?', 'help'],
]

/** All keys that work, and the switch for those who cannot use single letters. */
export default function Shortcuts() {
  const { t } = useTranslation('app')
  const on = useLettersOn()
  return (
    <Layer className="shortcuts" label={t('shortcuts.title')} onClose={() => openLayer(undefined)}>
      <h2>{t('shortcuts.title')}</h2>
      <dl>
        {keys.map(([key, name]) => (
          <div key={key}><dt>{key.split(' ').map((part) => <kbd key={part}>{part}</kbd>)}</dt><dd>{t(`shortcuts.${name}`)}</dd></div>
        ))}
      </dl>
      <label className="shortcuts-switch"><input type="checkbox" checked={on} onChange={(event) => setLettersOn(event.target.checked)} />{t('shortcuts.letters')}</label>
    </Layer>
  )
}
