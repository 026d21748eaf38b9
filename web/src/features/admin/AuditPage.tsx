import AuditOutlined from '@ant-design/icons/AuditOutlined'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { AuditItem } from '../../api/types'
import { queryClient, rowsOf } from '../../api/query'
import { absolute, clock, time, unknown } from '../../lib/format'
import type { GlyphName } from '../../ui/Glyph'
import { MoreRows } from '../../ui/MoreRows'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { State } from '../../ui/State'
import { auditQuery } from './queries'
import './admin.css'

export const loader = ({ request }: { request: Request }) => {
  void queryClient.prefetchInfiniteQuery(auditQuery(new URL(request.url).searchParams.get('q') ?? ''))
  return null
}

const glyphs: Record<AuditItem['outcome'], GlyphName> = { succeeded: 'ok', failed: 'critical', denied: 'attention' }

/** Who did what to what, when, from where; nothing here can be changed. */
export default function AuditPage() {
  const { t } = useTranslation('admin')
  const [search, setSearch] = useSearchParams()
  const q = search.get('q') ?? ''
  const query = useInfiniteQuery({ ...auditQuery(q), placeholderData: keepPreviousData })
  const rows = rowsOf(query.data)
  return (
    <>
      <PageHead title={t('audit.title')} facts={t('audit.text')} />
      <PageBody>
        <Input.Search key={q} className="audit-search" data-query-bar allowClear defaultValue={q} maxLength={200} placeholder={t('audit.search')} aria-label={t('audit.search')} onSearch={(next) => setSearch(next ? { q: next } : {})} />
        <Panel flush>
          {query.isPending && <LoadingRows rows={10} />}
          {query.error && rows.length === 0 && <Failed error={query.error} retry={() => void query.refetch()} />}
          {query.isSuccess && rows.length === 0 && <Empty icon={<AuditOutlined />} tone="quiet" title={t('audit.none')}>{t('audit.noneText')}</Empty>}
          {rows.length > 0 && (
            <div className={query.isPlaceholderData ? 'scroll-x is-old' : 'scroll-x'} role="region" aria-label={t('audit.title')} tabIndex={0}>
              <table className="plain-table">
                <thead><tr><th>{t('audit.at')}</th><th>{t('audit.who')}</th><th>{t('audit.action')}</th><th>{t('audit.target')}</th><th>{t('audit.outcome')}</th><th>{t('audit.address')}</th></tr></thead>
                <tbody>{rows.map((item) => <AuditRow key={item.id} item={item} />)}</tbody>
              </table>
            </div>
          )}
          <MoreRows query={query} />
        </Panel>
      </PageBody>
    </>
  )
}

function AuditRow({ item }: { item: AuditItem }) {
  const { t } = useTranslation('admin')
  const day = time(item.at)
  return (
    <tr>
      <td className="tabular quiet" title={absolute(item.at)}>{day === clock(item.at) ? day : `${day} ${clock(item.at)}`}</td>
      <td>{item.principalName}</td>
      <td className="mono">{item.action}</td>
      <td>{item.targetName ?? item.target ?? unknown}</td>
      <td><State glyph={glyphs[item.outcome]} label={t(`outcome.${item.outcome}`)} />{item.code && <span className="mono quiet audit-code">{item.code}</span>}</td>
      <td className="mono quiet">{item.address ?? unknown}</td>
    </tr>
  )
}
