import CloseOutlined from '@ant-design/icons/CloseOutlined'
import ExpandAltOutlined from '@ant-design/icons/ExpandAltOutlined'
import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { operationQuery } from '../../api/queries'
import { lettersOn } from '../../app/layers'
import { useRecentOperations } from '../../app/running'
import { isTyping } from '../../app/shortcuts'
import { withOperation } from '../../lib/paths'
import { Failed, LoadingRows } from '../../ui/Places'
import { OperationView } from './OperationView'
import { RecentOperations } from './RecentOperations'
import './operation.css'

/** The operation of `?op=` over any page; `recent` shows the list. Closing it never stops anything. */
export default function OperationDrawer() {
  const { t, ready } = useTranslation('operations')
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const [wide, setWide] = useState(false)
  const id = search.get('op') ?? ''
  const isList = id === 'recent'
  const go = (next?: string) => void navigate({ search: withOperation(search.toString(), next) }, { replace: Boolean(next) && !isList })
  useNeighbours(isList ? undefined : id, go)
  return (
    <Drawer
      open={ready} onClose={() => go()} placement="right" size={wide ? '100%' : 736} closable={false} destroyOnHidden
      rootClassName="operation-drawer" aria-label={t('drawer.title')}
      styles={{ body: { padding: 0, display: 'flex', flexDirection: 'column', minHeight: 0 }, wrapper: { maxWidth: '100vw' } }}
    >
      <div className="operation-tools">
        {!isList && <span className="operation-keys"><kbd>J</kbd><kbd>K</kbd></span>}
        <button type="button" className="icon-button" aria-pressed={wide} aria-label={t('drawer.expand')} title={t('drawer.expand')} onClick={() => setWide(!wide)}><ExpandAltOutlined /></button>
        <button type="button" className="icon-button" aria-label={t('drawer.close')} title={t('drawer.closeHint')} onClick={() => go()}><CloseOutlined /></button>
      </div>
      {isList ? <RecentOperations open={go} /> : <OneOperation key={id} id={id} />}
    </Drawer>
  )
}

function OneOperation({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(operationQuery(id))
  if (data) return <OperationView operation={data} />
  return error ? <Failed error={error} retry={() => void refetch()} /> : <LoadingRows rows={8} />
}

/** J and K step through the latest operations. */
function useNeighbours(id: string | undefined, go: (id: string) => void) {
  const { operations } = useRecentOperations()
  useEffect(() => {
    if (!id) return
    const press = (event: KeyboardEvent) => {
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (step === 0 || event.ctrlKey || event.metaKey || isTyping(event.target) || !lettersOn()) return
      const next = operations[operations.findIndex((operation) => operation.id === id) + step]
      if (next) go(next.id)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })
}
