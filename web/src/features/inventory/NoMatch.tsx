import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { useQueries } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { facetsQuery } from '../../api/queries'
import { count } from '../../lib/format'
import { topParts, withoutSpans } from '../../lib/query'
import { Empty } from '../../ui/Places'

const mostParts = 6

/** Names the term that empties the result, and how many there would be without it. */
export function NoMatch({ query, all, onQuery }: { query: string; all?: number; onQuery: (query: string) => void }) {
  const { t } = useTranslation('inventory')
  const parts = topParts(query).slice(0, mostParts)
  const without = parts.map((part) => withoutSpans(query, [part]))
  const counts = useQueries({ queries: without.map((rest) => facetsQuery(rest, ['kind'])) })
  const guilty = counts.reduce((best, each, index) => ((each.data?.total ?? 0) > (counts[best]?.data?.total ?? 0) ? index : best), 0)
  const wouldBe = counts[guilty]?.data?.total ?? 0
  const part = parts[guilty]
  return (
    <Empty
      icon={<SearchOutlined />} tone="quiet" title={t('noMatch.title')}
      actions={<>
        {part && wouldBe > 0 && <Button onClick={() => onQuery(without[guilty]!)}>{t('noMatch.remove')}</Button>}
        <Button type="text" onClick={() => onQuery('')}>{t('noMatch.clear')}</Button>
      </>}
    >
      {all !== undefined && t('noMatch.all', { count: all, formatted: count(all) })}{' '}
      {part && wouldBe > 0 && <>{t('noMatch.without')} <code className="term">{query.slice(part.start, part.end)}</code> {t('noMatch.wouldBe', { count: wouldBe, formatted: count(wouldBe) })}</>}
    </Empty>
  )
}
