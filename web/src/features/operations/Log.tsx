import { Empty as NoLines, Switch, Tooltip } from 'antd'
import DownloadOutlined from '@ant-design/icons/DownloadOutlined'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock } from '../../lib/format'
import { Failed, LoadingRows } from '../../ui/Places'
import { logQuery } from './log'

/** The lines an operation wrote; follows the end until the person scrolls up. */
export function Log({ id, follow, setFollow }: { id: string; follow: boolean; setFollow: (follow: boolean) => void }) {
  const { t } = useTranslation('operations')
  const { data: lines, error, refetch } = useQuery(logQuery(id))
  const box = useRef<HTMLDivElement>(null)
  const top = useRef(0)
  useEffect(() => {
    const element = box.current
    if (!element || !follow) return
    const toEnd = () => element.scrollTo({ top: element.scrollHeight })
    toEnd()
    const observer = new ResizeObserver(toEnd)
    observer.observe(element)
    return () => observer.disconnect()
  }, [follow, lines])
  const scrolled = () => {
    const element = box.current
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24
    const isUp = element.scrollTop < top.current - 4
    top.current = element.scrollTop
    if (atEnd && !follow) setFollow(true)
    if (isUp && !atEnd && follow) setFollow(false)
  }
  if (error && !lines) return <Failed error={error} retry={() => void refetch()} />
  if (!lines) return <LoadingRows />
  return (
    <div ref={box} className="log" role="log" aria-label={t('log.title')} tabIndex={0} onScroll={scrolled}>
      {lines.length === 0 && <NoLines image={null} description={t('log.none')} />}
      {lines.map((line) => (
        <div key={line.seq} className={`log-line is-${line.level}`}>
          <time dateTime={line.at}>{clock(line.at, true)}</time><span>{line.level}</span><span className="log-text">{line.text}</span>
        </div>
      ))}
    </div>
  )
}

/** Follow switch and download, at the right of the tabs. */
export function LogTools({ id, follow, setFollow }: { id: string; follow: boolean; setFollow: (follow: boolean) => void }) {
  const { t } = useTranslation('operations')
  const { data: lines = [] } = useQuery(logQuery(id))
  const [address, setAddress] = useState<string>()
  useEffect(() => () => { if (address) URL.revokeObjectURL(address) }, [address])
  const download = () => {
    const file = new Blob(lines.map((line) => `${line.at} ${line.level} ${line.text}\n`), { type: 'text/plain' })
    const url = URL.createObjectURL(file)
    setAddress(url)
    const link = document.createElement('a')
    link.href = url
    link.download = `operation-${id}.log`
    link.click()
  }
  return (
    <span className="log-tools">
      <Switch size="small" checked={follow} onChange={setFollow} aria-label={t('log.follow')} /><span>{t('log.follow')}</span>
      <Tooltip title={t('log.download')}><button type="button" className="icon-button" aria-label={t('log.download')} onClick={download}><DownloadOutlined /></button></Tooltip>
    </span>
  )
}
