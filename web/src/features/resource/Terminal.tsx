import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal as Xterm } from '@xterm/xterm'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem, Resource } from '../../api/types'
import { problemOf } from '../../api/problem'
import { useTheme } from '../../app/appearance'
import { Glyph } from '../../ui/Glyph'
import { openStream, type Stream } from './stream'
import '@xterm/xterm/css/xterm.css'

type Standing = { state: 'connecting' | 'open' } | { state: 'ended'; code?: number } | { state: 'failed'; problem: Pick<Problem, 'title' | 'detail'> }

const scrollback = 10_000

/** The colours of a terminal in the portal's face, from its tokens. */
function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    background: token('--container'), foreground: token('--text'), cursor: token('--accent-text'), cursorAccent: token('--container'), selectionBackground: token('--accent-tint'),
    red: token('--critical'), green: token('--ok'), yellow: token('--warning'), blue: token('--accent-text'), magenta: token('--attention'), cyan: token('--changing'),
    black: token('--text-4'), white: token('--text-2'), brightBlack: token('--text-3'), brightWhite: token('--text'),
    brightRed: token('--critical'), brightGreen: token('--ok'), brightYellow: token('--warning'), brightBlue: token('--accent-text'), brightMagenta: token('--attention'), brightCyan: token('--changing'),
  }
}

/** A terminal over one stream of a resource: its log, or a command run in it. A new `inputs` object opens a new stream. */
export default function Terminal({ resource, verb, inputs, label }: { resource: Resource; verb: 'exec' | 'logs'; inputs: Record<string, unknown>; label: string }) {
  const { t } = useTranslation('resource')
  const host = useRef<HTMLDivElement>(null)
  const terminal = useRef<Xterm>(undefined)
  const [standing, setStanding] = useState<Standing>({ state: 'connecting' })
  const [round, setRound] = useState(0)
  const face = useTheme()
  const isConsole = verb === 'exec'
  const resourceId = resource.id

  useEffect(() => {
    let stream: Stream | undefined
    let isGone = false
    let screen: Xterm | undefined
    let observer: ResizeObserver | undefined
    const start = async () => {
      // Letters are measured once, when the terminal opens: the font must be there before.
      const font = getComputedStyle(document.documentElement).getPropertyValue('--font-mono')
      await document.fonts.load(`12px ${font}`).catch(() => [])
      if (isGone) return
      const opened = screen = new Xterm({
        theme: themeNow(), fontFamily: font, fontSize: 12, lineHeight: 1.4,
        convertEol: !isConsole, disableStdin: !isConsole, cursorBlink: false, cursorInactiveStyle: isConsole ? 'outline' : 'none', scrollback, screenReaderMode: true,
      })
      const fit = new FitAddon()
      opened.loadAddon(fit)
      opened.open(host.current!)
      if (opened.textarea) opened.textarea.ariaLabel = label
      observer = new ResizeObserver(() => fit.fit())
      observer.observe(host.current!)
      fit.fit()
      terminal.current = opened
      const made = await openStream(resourceId, verb, inputs, {
        bytes: (data) => opened.write(data),
        open: () => { setStanding({ state: 'open' }); if (isConsole) { opened.focus(); stream?.resize(opened.cols, opened.rows) } },
        end: ({ code, error }) => setStanding(error ? { state: 'failed', problem: error } : { state: 'ended', ...(code === undefined ? {} : { code }) }),
      })
      if (isGone) return made.close()
      stream = made
      opened.onData((data) => made.send(data))
      if (isConsole) opened.onResize(({ cols, rows }) => made.resize(cols, rows))
    }
    setStanding({ state: 'connecting' })
    start().catch((error: unknown) => { if (!isGone) setStanding({ state: 'failed', problem: problemOf(error) }) })
    return () => {
      isGone = true
      stream?.close()
      observer?.disconnect()
      screen?.dispose()
    }
  }, [inputs, isConsole, label, resourceId, round, verb])
  useEffect(() => { if (terminal.current) terminal.current.options.theme = themeNow() }, [face])

  return (
    <div className="terminal">
      <div className="terminal-screen" ref={host} />
      <div className="terminal-foot" role="status">
        {standing.state === 'connecting' && <><Glyph name="changing" /> {t('stream.connecting')}</>}
        {standing.state === 'open' && <><Glyph name="ok" /> {t(isConsole ? 'stream.console' : 'stream.following')}</>}
        {standing.state === 'ended' && <><Glyph name="stopped" /> {standing.code === undefined ? t('stream.ended') : t('stream.exited', { code: standing.code })}</>}
        {standing.state === 'failed' && <><Glyph name="critical" /> {standing.problem.detail || standing.problem.title || t('stream.failed')}</>}
        {(standing.state === 'ended' || standing.state === 'failed') && <Button size="small" onClick={() => setRound(round + 1)}>{t('stream.again')}</Button>}
      </div>
    </div>
  )
}
