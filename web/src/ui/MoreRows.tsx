import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** The end of a keyset list: fetches the next page when it comes into view. */
export function MoreRows({ query }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  const { t } = useTranslation('ui')
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return
    const observer = new IntersectionObserver(([entry]) => { if (entry?.isIntersecting) void fetchNextPage() })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  if (!hasNextPage) return null
  return <div ref={end} className="more-rows"><Button type="text" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('more')}</Button></div>
}
