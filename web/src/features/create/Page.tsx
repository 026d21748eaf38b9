import CodeOutlined from '@ant-design/icons/CodeOutlined'
import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Input, Modal, Select } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Account, Kind, NewResource, Provider, Resource } from '../../api/types'
import { client, take } from '../../api/client'
import { accountsQuery, keys, kindsQuery, providersQuery } from '../../api/queries'
import { queryClient } from '../../api/query'
import { useMay } from '../../app/session'
import { paths, withOperation } from '../../lib/paths'
import { build, fieldOf, initialValues } from '../../lib/schema'
import { nounOf, text } from '../../lib/text'
import { CloudChip } from '../../ui/CloudChip'
import { Copy } from '../../ui/Copy'
import { PageHead, Panel } from '../../ui/PageHead'
import { Empty, Failed, LoadingRows } from '../../ui/Places'
import { fieldId, Note, SchemaFields, type SpecialParts } from '../../ui/SchemaFields'
import { tagsOf } from '../resource/Tags'
import { type Draft, forgetDraft, keepDraft, recallDraft } from './draft'
import { asCalls, sectionsOf } from './layout'
import { PlanColumn } from './PlanColumn'
import { useCreation } from './useCreation'
import './create.css'

const prefix = 'create'
const firstKind = 'container/container'

/** Starts what the page reads before it renders. */
export function loader() {
  void queryClient.prefetchQuery(kindsQuery)
  void queryClient.prefetchQuery(providersQuery)
  void queryClient.prefetchQuery(accountsQuery)
  return null
}

const createOf = (kind: Kind | undefined) => kind?.actions.find((action) => action.verb === 'create')
const canCreate = (provider: Provider | undefined, kind: string) => provider?.kinds.some((each) => each.kind === kind && each.verbs.includes('create')) ?? false

/** Makes a resource of any kind whose clouds can: the form comes from the kind, the right column from the dry run. */
export default function CreatePage() {
  const { t } = useTranslation('create')
  const [parameters, setParameters] = useSearchParams()
  const kindsRead = useQuery(kindsQuery)
  const providers = useQuery(providersQuery).data
  const accounts = useQuery(accountsQuery).data?.items
  if (kindsRead.error && !kindsRead.data) return <Failed error={kindsRead.error} retry={() => void kindsRead.refetch()} />
  if (!kindsRead.data || !providers || !accounts) return <div className="create"><Panel flush><LoadingRows rows={10} /></Panel></div>

  const kinds = kindsRead.data.items
  const possible = kinds.filter((kind) => createOf(kind) && providers.some((provider) => canCreate(provider, kind.id)))
  const asked = parameters.get('kind') ?? firstKind
  const kind = possible.find((each) => each.id === asked) ?? possible.find((each) => each.id === firstKind) ?? possible[0]
  if (!kind) return <Empty icon={<CodeOutlined />} tone="quiet" title={t('none.title')}>{t('none.text')}</Empty>
  const fitting = accounts.filter((account) => canCreate(providers.find((provider) => provider.id === account.provider), kind.id))
  return (
    <Creation
      key={kind.id} kind={kind} kinds={kinds} possible={possible} accounts={fitting}
      onKind={(next) => setParameters((known) => { const changed = new URLSearchParams(known); changed.set('kind', next); return changed }, { replace: true })}
    />
  )
}

function Creation({ kind, kinds, possible, accounts, onKind }: { kind: Kind; kinds: Kind[]; possible: Kind[]; accounts: Account[]; onKind: (kind: string) => void }) {
  const { t } = useTranslation('create')
  const navigate = useNavigate()
  const mayCreate = useMay('resources.operate')
  const inputs = createOf(kind)!.inputs
  const sections = sectionsOf(kind.id, inputs)
  const [draft, setDraft] = useState<Draft>(() => recallDraft(kind.id) ?? { name: '', tags: '', values: initialValues(inputs) })
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [isTried, setTried] = useState(false)
  const [showCalls, setShowCalls] = useState(false)
  const account = accounts.find((each) => each.id === draft.account) ?? accounts[0]
  const change = (next: Partial<Draft>) => setDraft((known) => ({ ...known, ...next }))
  const setValue = (name: string, value: unknown) => setDraft((known) => ({ ...known, values: { ...known.values, [name]: value } }))
  const touch = (path: string) => setTouched((known) => (known.has(path) ? known : new Set([...known, path])))
  useEffect(() => keepDraft(kind.id, draft, inputs.filter((input) => input.secret).map((input) => input.name)), [draft, inputs, kind.id])

  const built = useMemo(() => build(inputs, draft.values, '/attributes'), [draft.values, inputs])
  const body = useMemo<NewResource | undefined>(() => account && { kind: kind.id, account: account.id, name: draft.name.trim(), attributes: built.body, tags: tagsOf(draft.tags) }, [account, built, draft.name, draft.tags, kind.id])
  const creation = useCreation(body)

  const places = useMemo(() => new Map([...built.places, ['/name', 'name'], ['/account', 'account'], ['/tags', 'tags']]), [built])
  const said = (creation.refusal?.errors ?? []).flatMap((error) => { const path = fieldOf(error.pointer, places); return path ? [{ path, text: error.detail }] : [] })
  const errors = Object.fromEntries(said.filter(({ path }) => isTried || touched.has(path)).map(({ path, text: words }) => [path, words]))
  const labels = (path: string) => path === 'name' ? t('name') : path === 'account' ? t('account') : path === 'tags' ? t('tags') : text(inputs.find((input) => input.name === path.split('.')[0])?.title)
  const title = nounOf(kind.label)
  const button = draft.name.trim() ? t('button', { kind: title, name: draft.name.trim() }) : t('buttonBare', { kind: title })

  const focusFirst = () => {
    const order = ['account', 'name', ...sections.flatMap((section) => section.fields.map((field) => field.name)), 'tags']
    const first = [...said].sort((a, b) => order.indexOf(a.path.split('.')[0]!) - order.indexOf(b.path.split('.')[0]!))[0]
    if (first) document.getElementById(fieldId(prefix, first.path))?.focus()
  }
  const submit = () => {
    setTried(true)
    if (!mayCreate.ok || !body || creation.create.isPending) return
    if (said.length > 0) return focusFirst()
    creation.create.mutate(undefined, {
      onSuccess: (operation) => {
        forgetDraft(kind.id)
        const made = operation.resources[0]
        const search = withOperation('', operation.id)
        void navigate(made ? `${paths.resource(made.id)}${search}` : `${paths.resources(`kind:${kind.id}`)}${search.replace('?', '&')}`)
      },
    })
  }
  useEffect(() => { if (creation.create.isError) focusFirst() }, [creation.create.isError])

  const calls = body && account && asCalls(body, account.name, location.origin)
  const images = useImages(kind.id, account?.id)
  const special = kind.id === firstKind ? { image: (parts: SpecialParts) => <ImageField parts={parts} images={images} /> } : undefined
  const nameId = fieldId(prefix, 'name')
  return (
    <form className="create" onSubmit={(event) => { event.preventDefault(); submit() }} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit() } else if (event.key === 'Enter' && (event.target as HTMLElement).tagName === 'INPUT') event.preventDefault() }}>
      <PageHead title={t('title', { kind: title })} actions={<Button icon={<CodeOutlined />} disabled={!calls} onClick={() => setShowCalls(true)}>{t('asCalls')}</Button>} />
      {accounts.length === 0
        ? <Panel className="create-empty"><Empty icon={<CodeOutlined />} tone="quiet" title={t('noAccount.title')} actions={<Link to={paths.newAccount()}><Button type="primary" tabIndex={-1}>{t('noAccount.connect')}</Button></Link>}>{t('noAccount.text', { kind: text(kind.label) })}</Empty></Panel>
        : (
          <div className="create-columns">
            <div className="panel create-form">
              <FormSection title={t('section.place')} help={t('section.placeHelp')}>
                <div className="field">
                  <label htmlFor={`${prefix}-kind`}>{t('kind')}</label>
                  <Select id={`${prefix}-kind`} value={kind.id} onChange={onKind} options={possible.map((each) => ({ value: each.id, label: text(each.label) }))} />
                </div>
                <div className="field">
                  <label htmlFor={fieldId(prefix, 'account')}>{t('account')}</label>
                  <Select id={fieldId(prefix, 'account')} value={account?.id} onChange={(next) => change({ account: next })} status={errors.account ? 'error' : undefined}
                    options={accounts.map((each) => ({ value: each.id, label: <span className="named"><CloudChip provider={each.provider} /><span className="named-text">{each.name}</span></span> }))} />
                  <Note id={`${fieldId(prefix, 'account')}-help`} error={errors.account} />
                </div>
                <div className="field">
                  <label htmlFor={nameId}>{t('name')}<span className="field-required" aria-hidden> *</span></label>
                  <Input id={nameId} className="mono" value={draft.name} onChange={(event) => change({ name: event.target.value })} onBlur={() => touch('name')} maxLength={255} spellCheck={false} autoComplete="off"
                    status={errors.name ? 'error' : undefined} aria-required aria-invalid={Boolean(errors.name)} aria-describedby={`${nameId}-help`} />
                  <Note id={`${nameId}-help`} error={errors.name} help={t('nameHelp')} />
                </div>
              </FormSection>
              {sections.map((section) => (
                <FormSection key={section.key} title={t(`section.${section.key}`)}>
                  <SchemaFields idPrefix={prefix} fields={section.fields} values={draft.values} onChange={setValue} errors={errors} onTouch={touch} special={special} />
                </FormSection>
              ))}
              <FormSection title={t('tags')}>
                <div className="field is-lines">
                  <label htmlFor={fieldId(prefix, 'tags')}>{t('tagsLabel')}</label>
                  <Input.TextArea id={fieldId(prefix, 'tags')} className="mono" value={draft.tags} onChange={(event) => change({ tags: event.target.value })} autoSize={{ minRows: 2, maxRows: 6 }} spellCheck={false} aria-describedby={`${fieldId(prefix, 'tags')}-help`} />
                  <Note id={`${fieldId(prefix, 'tags')}-help`} error={errors.tags} help={t('tagsHelp')} />
                </div>
              </FormSection>
            </div>
            <PlanColumn
              plan={creation.plan} isCurrent={creation.isCurrent} isTried={isTried} refusal={creation.refusal} kinds={kinds} button={button} verdict={mayCreate} isBusy={creation.create.isPending}
              missing={said.map((each) => ({ path: each.path, text: t('checks.field', { field: labels(each.path), text: each.text }) }))} onSubmit={submit} onAgain={creation.refresh}
            />
          </div>
        )}
      <Modal open={showCalls} onCancel={() => setShowCalls(false)} footer={null} width={720} title={t('asCalls')}>
        {calls && (['cli', 'api'] as const).map((each) => (
          <div key={each} className="create-call"><div className="create-call-head"><strong>{t(`call.${each}`)}</strong><Copy value={calls[each]} label={t('call.copy')} /></div><pre tabIndex={0} role="region" aria-label={t(`call.${each}`)}>{calls[each]}</pre></div>
        ))}
      </Modal>
    </form>
  )
}

function FormSection({ title, help, children }: { title: string; help?: string; children: React.ReactNode }) {
  return (
    <section className="create-section">
      <div className="create-section-head"><h2>{title}</h2>{help && <p>{help}</p>}</div>
      <div className="create-fields">{children}</div>
    </section>
  )
}

/** Tags of the images that the account's engine holds already. */
function useImages(kind: string, account: string | undefined): string[] {
  const { data } = useQuery({
    queryKey: [...keys.resources, 'images', account],
    queryFn: ({ signal }) => take(client.GET('/api/v1/resources', { params: { query: { kind: 'container/image', account, limit: 500 } }, signal })),
    enabled: kind === firstKind && account !== undefined,
  })
  return useMemo(() => [...new Set((data?.items ?? []).flatMap((image: Resource) => (Array.isArray(image.attributes.tags) ? image.attributes.tags as string[] : [])))].sort(), [data])
}

function ImageField({ parts, images }: { parts: SpecialParts; images: string[] }) {
  return (
    <AutoComplete
      id={parts.id} value={parts.value as string | undefined} onChange={parts.onChange} onBlur={parts.onBlur} status={parts.isFaulty ? 'error' : undefined} aria-invalid={parts.isFaulty} aria-describedby={parts.describedBy} aria-required
      options={images.map((value) => ({ value }))} showSearch={{ filterOption: (typed, option) => (option?.value ?? '').includes(typed) }} className="mono"
    />
  )
}

