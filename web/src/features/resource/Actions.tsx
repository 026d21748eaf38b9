import CodeOutlined from '@ant-design/icons/CodeOutlined'
import DeleteOutlined from '@ant-design/icons/DeleteOutlined'
import EllipsisOutlined from '@ant-design/icons/EllipsisOutlined'
import { Button } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Kind, Provider, Resource } from '../../api/types'
import { useStanding } from '../../app/session'
import { can, may, type Standing, type Verdict } from '../../lib/can'
import { paths } from '../../lib/paths'
import { text } from '../../lib/text'
import { VerbButton } from '../../ui/VerbButton'
import { openCommand, removal } from '../commands/store'

const elsewhere = new Set(['create', 'destroy', 'exec', 'logs'])
const visibleActions = 3

export interface Choice { verb: string; label: string; verdict: Verdict }

/** The verbs of a kind as buttons: what can be done now comes first, in the kind's own order otherwise. */
export function choicesOf(standing: Standing, resource: Resource, kind: Kind | undefined, provider: Provider | undefined): Choice[] {
  const choices = (kind?.actions ?? []).filter((action) => !elsewhere.has(action.verb))
    .map((action): Choice => ({ verb: action.verb, label: text(action.label), verdict: can(standing, resource, kind, action.verb, provider) }))
  return [...choices.filter((choice) => choice.verdict.ok), ...choices.filter((choice) => !choice.verdict.ok)]
}

/** What can be done with it: a few buttons, the rest behind dots. Every one opens its dry run. */
export function Actions({ resource, kind, provider }: { resource: Resource; kind: Kind | undefined; provider: Provider | undefined }) {
  const { t } = useTranslation('resource')
  const standing = useStanding()
  const navigate = useNavigate()
  const id = `actions-${useId().replace(/\W/g, '')}`
  const choices = choicesOf(standing, resource, kind, provider)
  const run = (verb: string) => openCommand({ verb, resources: [resource] })
  const hasConsole = kind?.actions.some((action) => action.verb === 'exec')
  const more = choices.slice(visibleActions)
  return (
    <>
      {hasConsole && <VerbButton icon={<CodeOutlined />} verdict={can(standing, resource, kind, 'exec', provider)} onClick={() => void navigate(paths.resource(resource.id, 'console'))}>{t('tab.console')}</VerbButton>}
      {choices.slice(0, visibleActions).map((choice) => <VerbButton key={choice.verb} verdict={choice.verdict} onClick={() => run(choice.verb)}>{choice.label}</VerbButton>)}
      {more.length > 0 && (
        <>
          <Button icon={<EllipsisOutlined />} aria-label={t('more')} title={t('more')} popoverTarget={id} className="actions-more" />
          <div id={id} popover="auto" className="popover-menu actions-menu">
            {more.map((choice) => (
              <button key={choice.verb} type="button" aria-disabled={!choice.verdict.ok} title={choice.verdict.ok ? undefined : choice.verdict.reason} aria-description={choice.verdict.ok ? undefined : choice.verdict.reason}
                onClick={() => { if (!choice.verdict.ok) return; document.getElementById(id)?.hidePopover(); run(choice.verb) }}>{choice.label}</button>
            ))}
          </div>
        </>
      )}
      <VerbButton danger icon={<DeleteOutlined />} verdict={may(standing, 'resources.destroy')} onClick={() => run(removal)}>{t('remove')}</VerbButton>
    </>
  )
}
