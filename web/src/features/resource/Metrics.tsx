import LineChartOutlined from '@ant-design/icons/LineChartOutlined'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Resource } from '../../api/types'
import { Freshness } from '../../ui/Freshness'
import { Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { MetricChart } from './MetricChart'
import { chartsOf } from './metrics'
import { metricsQuery } from './queries'

const shownInCard = 3

/** Recent live samples; a card beside the relations, or the whole tab. */
export function Metrics({ resource, isCard = false }: { resource: Resource; isCard?: boolean }) {
  const { t } = useTranslation('resource')
  const isRunning = resource.power === 'on'
  const { data, error, isPending, refetch } = useQuery(metricsQuery(resource.id, isRunning))
  const charts = chartsOf(data?.items ?? []).slice(0, isCard ? shownInCard : undefined)
  return (
    <Panel title={t('tab.metrics')} extra={data?.observedAt && <Freshness at={data.observedAt} staleAfterSeconds={60} />} className="metrics-panel">
      {isPending ? <LoadingRows rows={4} />
        : error && !data ? <Failed error={error} retry={() => void refetch()} />
        : charts.length === 0 ? <Empty icon={<LineChartOutlined />} tone="quiet" title={t('metric.none')}>{t(isRunning ? 'metric.soon' : 'metric.off')}</Empty>
        : <div className={isCard ? 'metrics' : 'metrics is-wide'}>{charts.map((chart) => <MetricChart key={chart.key} chart={chart} height={isCard ? 58 : 120} />)}</div>}
    </Panel>
  )
}
