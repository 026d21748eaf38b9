import DeleteOutlined from '@ant-design/icons/DeleteOutlined'
import PlusOutlined from '@ant-design/icons/PlusOutlined'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attribute } from '../api/types'
import { editorOf, type FormValues, initialValues, type Row } from '../lib/schema'
import { text } from '../lib/text'
import './schema-fields.css'

export interface FieldsProps {
  fields: Attribute[]
  values: FormValues
  onChange: (name: string, value: unknown) => void
  /** By the field's path: `image`, `ports.0.hostPort`. */
  errors?: Readonly<Record<string, string>>
  onTouch?: (path: string) => void
  idPrefix: string
  path?: string
  /** A field with its own editor, such as one that proposes what is there. */
  special?: Readonly<Record<string, (parts: SpecialParts) => ReactNode>>
}
export interface SpecialParts { id: string; value: unknown; onChange: (value: unknown) => void; onBlur: () => void; isFaulty: boolean; describedBy: string | undefined }

export const fieldId = (prefix: string, path: string) => `${prefix}-${path.replaceAll('.', '-')}`

/** The fields of an action, from what its kind declares: label, editor, help; an error takes the place of the help. */
export function SchemaFields(props: FieldsProps) {
  return <>{props.fields.map((field) => <Field key={field.name} {...props} field={field} />)}</>
}

function Field({ field, ...props }: FieldsProps & { field: Attribute }) {
  const { values, onChange, errors = {}, onTouch, idPrefix, path: parent, special } = props
  const path = parent ? `${parent}.${field.name}` : field.name
  const id = fieldId(idPrefix, path)
  const value = values[field.name]
  const error = errors[path]
  const set = (next: unknown) => onChange(field.name, next)
  const editor = editorOf(field)
  if (editor === 'rows') return <Rows {...props} field={field} />
  const help = text(field.description)
  const described = error || help ? `${id}-help` : undefined
  const common = { id, status: error ? ('error' as const) : undefined, 'aria-describedby': described, 'aria-invalid': Boolean(error), 'aria-required': field.required, onBlur: () => onTouch?.(path) }
  const label = <>{text(field.title)}{field.required && <span className="field-required" aria-hidden> *</span>}</>
  const own = special?.[field.name]
  if (editor === 'switch') {
    return (
      <div className="field is-switch">
        <Checkbox id={id} checked={Boolean(value)} onChange={(event) => { set(event.target.checked); onTouch?.(path) }} aria-describedby={described}>{label}</Checkbox>
        <Note id={`${id}-help`} error={error} help={help} />
      </div>
    )
  }
  return (
    <div className={`field is-${editor}`}>
      <label htmlFor={id}>{label}</label>
      {own ? own({ id, value, onChange: set, onBlur: common.onBlur, isFaulty: Boolean(error), describedBy: described })
        : editor === 'choice' ? <Select {...common} value={value as string | undefined} allowClear={!field.required && field.default === undefined} onChange={set} options={field.enum!.map((each) => ({ value: each, label: each }))} />
        : editor === 'number' ? (
          <InputNumber {...common} value={value as number | null | undefined} onChange={set} step={field.type === 'number' ? 0.1 : 1} precision={field.type === 'integer' ? 0 : undefined} controls={false} suffix={field.unit} style={{ width: '100%' }} changeOnWheel={false} />
        )
        : editor === 'lines' ? <Input.TextArea {...common} className="mono" value={value as string | undefined} onChange={(event) => set(event.target.value)} autoSize={{ minRows: 2, maxRows: 8 }} spellCheck={false} />
        : editor === 'secret' ? <Input.Password {...common} value={value as string | undefined} onChange={(event) => set(event.target.value)} maxLength={field.maximum} autoComplete="new-password" />
        : <Input {...common} className={editor === 'words' ? 'mono' : undefined} value={value as string | undefined} onChange={(event) => set(event.target.value)} maxLength={editor === 'text' ? field.maximum : undefined} spellCheck={false} autoComplete="off" />}
      <Note id={`${id}-help`} error={error} help={help} />
    </div>
  )
}

export function Note({ id, error, help }: { id: string; error?: string; help?: string }) {
  if (error) return <p id={id} className="field-error">{error}</p>
  return help ? <p id={id} className="field-help">{help}</p> : null
}

/** A list of records as rows: heads once, one line each, a way to add and to take away. */
function Rows({ field, ...props }: FieldsProps & { field: Attribute }) {
  const { values, onChange, errors = {}, onTouch, idPrefix } = props
  const { t } = useTranslation('ui')
  const rows = (values[field.name] as Row[] | undefined) ?? []
  const columns = field.items?.properties ?? []
  const name = text(field.title)
  // In the middle of a sentence English writes a word small.
  const one = (text(field.items?.title) || name).toLowerCase()
  const set = (next: Row[]) => onChange(field.name, next)
  const update = (index: number, key: string, value: unknown) => set(rows.map((row, place) => (place === index ? { ...row, [key]: value } : row)))
  return (
    <div className="field is-rows" role="group" aria-label={name}>
      {rows.length > 0 && (
        <div className="field-rows" style={{ gridTemplateColumns: `${columns.map((column) => (column.type === 'boolean' ? '84px' : column.enum?.length ? '104px' : 'minmax(0, 1fr)')).join(' ')} 30px` }}>
          {columns.map((column) => <span key={column.name} className="field-head" aria-hidden>{text(column.title)}{column.required && ' *'}</span>)}
          <span />
          {rows.map((row, index) => (
            <FragmentRow key={index} index={index} columns={columns} row={row} errors={errors} path={`${field.name}.${index}`} idPrefix={idPrefix} onTouch={onTouch}
              onChange={(key, value) => update(index, key, value)} onRemove={() => set(rows.filter((_, place) => place !== index))} name={name} />
          ))}
        </div>
      )}
      <Button size="small" type="text" icon={<PlusOutlined />} className="field-add" onClick={() => set([...rows, initialValues(columns)])}>{t('field.add', { name: one })}</Button>
      <Note id={`${fieldId(idPrefix, field.name)}-help`} error={errors[field.name]} help={text(field.description)} />
    </div>
  )
}

function FragmentRow({ index, columns, row, errors, path, idPrefix, onTouch, onChange, onRemove, name }: {
  index: number; columns: Attribute[]; row: Row; errors: Readonly<Record<string, string>>; path: string; idPrefix: string; name: string
  onTouch?: (path: string) => void; onChange: (key: string, value: unknown) => void; onRemove: () => void
}) {
  const { t } = useTranslation('ui')
  const faults = columns.flatMap((column) => errors[`${path}.${column.name}`] ?? [])
  return (
    <>
      {columns.map((column) => {
        const place = `${path}.${column.name}`
        const value = row[column.name]
        const common = { id: fieldId(idPrefix, place), 'aria-label': `${text(column.title)} ${index + 1}`, status: errors[place] ? ('error' as const) : undefined, 'aria-invalid': Boolean(errors[place]), onBlur: () => onTouch?.(place) }
        switch (editorOf(column)) {
          case 'switch': return <Checkbox key={column.name} id={common.id} aria-label={common['aria-label']} checked={Boolean(value)} onChange={(event) => onChange(column.name, event.target.checked)} />
          case 'choice': return <Select key={column.name} {...common} value={value as string | undefined} onChange={(next) => onChange(column.name, next)} options={column.enum!.map((each) => ({ value: each, label: each }))} />
          case 'number': return <InputNumber key={column.name} {...common} value={value as number | null | undefined} onChange={(next) => onChange(column.name, next)} precision={0} controls={false} changeOnWheel={false} style={{ width: '100%' }} />
          default: return <Input key={column.name} {...common} className="mono" value={value as string | undefined} onChange={(event) => onChange(column.name, event.target.value)} maxLength={column.maximum} spellCheck={false} autoComplete="off" />
        }
      })}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('field.remove', { name, index: index + 1 })} title={t('field.remove', { name, index: index + 1 })} onClick={onRemove} />
      {faults.length > 0 && <p className="field-error is-wide">{faults.join(' ')}</p>}
    </>
  )
}
