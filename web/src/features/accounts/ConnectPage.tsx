import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { providersQuery, suggestionsQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { paths } from '../../lib/paths'
import { PageBody, PageHead } from '../../ui/PageHead'
import { Connect } from './Connect'

export const loader = () => {
  void queryClient.prefetchQuery(providersQuery)
  void queryClient.prefetchQuery(suggestionsQuery)
  return null
}

/** Connects another cloud. */
export default function ConnectPage() {
  const { t } = useTranslation('accounts')
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const ready = useQuery(providersQuery).data
  return (
    <>
      <PageHead title={t('connectTitle')} facts={t('connectText')} />
      <PageBody>{ready && <Connect provider={search.get('provider') ?? undefined} connected={(account) => void navigate(paths.accounts(account.id))} />}</PageBody>
    </>
  )
}
