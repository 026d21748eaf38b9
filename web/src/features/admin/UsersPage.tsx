import PlusOutlined from '@ant-design/icons/PlusOutlined'
import { useQuery } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserItem } from '../../api/types'
import { queryClient } from '../../api/query'
import { useMay, useSession } from '../../app/session'
import { absolute, age, unknown } from '../../lib/format'
import { useTicking } from '../../lib/ticker'
import { PageBody, PageHead, Panel } from '../../ui/PageHead'
import { Failed, LoadingRows } from '../../ui/Places'
import { State } from '../../ui/State'
import { usersQuery } from './queries'
import { UserForm } from './UserForm'
import './admin.css'

export const loader = () => {
  void queryClient.prefetchQuery(usersQuery)
  return null
}

/** Who may sign in, and as what. */
export default function UsersPage() {
  const { t } = useTranslation('admin')
  const { data, error, isPending, refetch } = useQuery(usersQuery)
  const allowed = useMay('users.manage')
  const [edited, setEdited] = useState<UserItem | 'new'>()
  return (
    <>
      <PageHead title={t('users.title')} facts={data && t('users.count', { count: data.items.length })}
        actions={<Tooltip title={allowed.ok ? undefined : allowed.reason}><Button type="primary" icon={<PlusOutlined />} aria-disabled={!allowed.ok} onClick={() => { if (allowed.ok) setEdited('new') }}>{t('users.add')}</Button></Tooltip>} />
      <PageBody>
        <Panel flush>
          {isPending && <LoadingRows />}
          {error && !data && <Failed error={error} retry={() => void refetch()} />}
          {data && (
            <div className="scroll-x">
              <table className="plain-table">
                <thead><tr><th>{t('users.user')}</th><th>{t('users.role')}</th><th>{t('users.state')}</th><th>{t('users.lastSignIn')}</th><th><span className="sr-only">{t('users.actions')}</span></th></tr></thead>
                <tbody>{data.items.map((user) => <UserRow key={user.id} user={user} edit={() => { if (allowed.ok) setEdited(user) }} />)}</tbody>
              </table>
            </div>
          )}
        </Panel>
      </PageBody>
      {edited && <UserForm user={edited === 'new' ? undefined : edited} close={() => setEdited(undefined)} />}
    </>
  )
}

function UserRow({ user, edit }: { user: UserItem; edit: () => void }) {
  const { t } = useTranslation('admin')
  const self = useSession().user.id === user.id
  const lastSignIn = useTicking(() => (user.lastSignInAt ? age(user.lastSignInAt) : unknown))
  return (
    <tr>
      <td><strong className="named">{user.displayName}</strong> <span className="quiet mono">{user.name}</span>{self && <span className="quiet"> · {t('users.you')}</span>}</td>
      <td>{t(`role.${user.role}`)}</td>
      <td><State glyph={user.disabled ? 'stopped' : 'ok'} label={t(user.disabled ? 'users.disabled' : 'users.active')} /></td>
      <td className="tabular quiet" title={absolute(user.lastSignInAt)}>{lastSignIn}</td>
      <td className="number"><Button size="small" onClick={edit} aria-label={t('users.editOne', { name: user.displayName })}>{t('users.edit')}</Button></td>
    </tr>
  )
}
