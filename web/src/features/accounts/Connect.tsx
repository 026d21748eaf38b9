import CheckOutlined from '@ant-design/icons/CheckOutlined'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, take } from '../../api/client'
import type { Account, Provider, Suggestion } from '../../api/types'
import { problemOf } from '../../api/problem'
import { keys, providersQuery, suggestionsQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { CloudChip } from '../../ui/CloudChip'
import { Glyph } from '../../ui/Glyph'
import { Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { ConnectForm } from './ConnectForm'

/** What was found on this machine and the clouds to choose from at the left, the form of the chosen one at the right. */
export function Connect({ provider: wanted, connected, secondary }: { provider?: string; connected: (account: Account) => void; secondary?: ReactNode }) {
  const { t } = useTranslation('accounts')
  const providers = useQuery(providersQuery)
  const suggestions = useQuery(suggestionsQuery).data?.items ?? []
  const [chosen, setChosen] = useState(wanted)
  if (providers.error && !providers.data) return <Panel><Failed error={providers.error} retry={() => void providers.refetch()} /></Panel>
  if (!providers.data) return <Panel flush><LoadingRows /></Panel>
  const provider = providers.data.find((candidate) => candidate.id === chosen) ?? providers.data[0]
  const open = suggestions.find((suggestion) => suggestion.provider === provider?.id && !suggestion.account)
  return (
    <div className="connect">
      <div className="connect-choice">
        {suggestions.map((suggestion) => <Found key={suggestion.endpoint} suggestion={suggestion} connected={connected} />)}
        <div className="provider-tiles" role="radiogroup" aria-label={t('providers')}>
          {providers.data.map((candidate) => <ProviderTile key={candidate.id} provider={candidate} chosen={candidate === provider} found={suggestions.some((suggestion) => suggestion.provider === candidate.id)} choose={() => setChosen(candidate.id)} />)}
        </div>
      </div>
      {provider && <Panel className="connect-panel"><ConnectForm key={`${provider.id} ${open?.endpoint}`} provider={provider} suggested={open} connected={connected} secondary={secondary} /></Panel>}
    </div>
  )
}

/** An engine of this machine: one click connects it. */
function Found({ suggestion, connected }: { suggestion: Suggestion; connected: (account: Account) => void }) {
  const { t } = useTranslation('accounts')
  const add = useMutation({
    mutationFn: () => take(client.POST('/api/v1/accounts', { body: { name: suggestion.name, provider: suggestion.provider, endpoint: suggestion.endpoint, credentials: {}, settings: {} } })),
    onSuccess: async (account) => {
      await queryClient.invalidateQueries({ queryKey: keys.accounts })
      connected(account)
    },
  })
  const summary = suggestion.reachable
    ? [t('found.version', { version: suggestion.version }), suggestion.summary && t('found.containers', { count: suggestion.summary.containers }), suggestion.summary && t('found.images', { count: suggestion.summary.images })].filter(Boolean).join(' · ')
    : suggestion.problem?.detail
  return (
    <section className={suggestion.reachable ? 'found' : 'found is-unreachable'}>
      <Glyph name={suggestion.reachable ? 'ok' : 'warning'} size={15} />
      <div>
        <strong>{t(suggestion.reachable ? 'found.title' : 'found.refused')}</strong>
        <p>{summary}</p><p className="mono">{suggestion.endpoint}</p>
        {add.error && <p role="alert" className="is-critical">{problemOf(add.error).detail || t('test.failed')}</p>}
      </div>
      {suggestion.account ? <span className="quiet">{t('found.connected')}</span>
        : suggestion.reachable && <Button type="primary" loading={add.isPending} onClick={() => add.mutate()}>{t('found.add')}</Button>}
    </section>
  )
}

function ProviderTile({ provider, chosen, found, choose }: { provider: Provider; chosen: boolean; found: boolean; choose: () => void }) {
  const { t } = useTranslation('accounts')
  return (
    <button type="button" role="radio" aria-checked={chosen} className={chosen ? 'provider-tile is-chosen' : 'provider-tile'} onClick={choose}>
      <CloudChip provider={provider.id} letters={provider.chip} large />
      <span><strong>{provider.name}</strong><span className={found ? 'is-found' : 'quiet'}>{t(found ? 'found.here' : `model.${provider.deploymentModel}`)}</span></span>
      {chosen && <CheckOutlined className="provider-check" />}
    </button>
  )
}
