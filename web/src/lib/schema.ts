import type { Attribute } from '../api/types'

/** What a form holds: text as typed, numbers, switches, and rows for lists of records. Lists of texts are one text. */
export type Row = Record<string, unknown>
export type FormValues = Record<string, unknown>

/** How a field is edited. */
export type Editor = 'text' | 'secret' | 'choice' | 'number' | 'switch' | 'words' | 'lines' | 'rows'

export function editorOf(field: Attribute): Editor {
  switch (field.type) {
    case 'boolean': return 'switch'
    case 'integer': case 'number': return 'number'
    case 'array': return field.items?.type === 'object' ? 'rows' : field.name === 'command' ? 'words' : 'lines'
    default: return field.secret ? 'secret' : field.enum?.length ? 'choice' : 'text'
  }
}

/** What a form shows before anything is typed. */
export function initialValues(fields: Attribute[]): FormValues {
  return Object.fromEntries(fields.flatMap((field) => {
    const value = field.default
    return value === undefined ? [] : [[field.name, Array.isArray(value) && editorOf(field) !== 'rows' ? listText(field, value as string[]) : value]]
  }))
}

const listText = (field: Attribute, items: string[]) => (editorOf(field) === 'words' ? joinWords(items) : items.join('\n'))

/** The input of an action from a form, and which field each JSON pointer of it came from. */
export interface Built { body: Record<string, unknown>; places: Map<string, string> }

/** Empty fields are left out, so that the server's own defaults hold. */
export function build(fields: Attribute[], values: FormValues, pointer = '', path = ''): Built {
  const body: Record<string, unknown> = {}
  const places = new Map<string, string>()
  for (const field of fields) {
    const place = `${pointer}/${field.name}`
    const name = path ? `${path}.${field.name}` : field.name
    const value = values[field.name]
    places.set(place, name)
    const editor = editorOf(field)
    if (editor === 'rows') {
      const rows: unknown[] = []
      for (const [index, row] of ((value as Row[] | undefined) ?? []).entries()) {
        const built = build(field.items?.properties ?? [], row, `${place}/${rows.length}`, `${name}.${index}`)
        if (isBlank(field.items?.properties ?? [], row)) continue
        built.places.forEach((inner, key) => places.set(key, inner))
        rows.push(built.body)
      }
      if (rows.length > 0) body[field.name] = rows
    } else if (editor === 'words' || editor === 'lines') {
      const items = editor === 'words' ? splitWords(String(value ?? '')) : String(value ?? '').split('\n').map((line) => line.trim()).filter(Boolean)
      if (items.length > 0) body[field.name] = items
    } else if (editor === 'switch') {
      if (value !== undefined && value !== field.default) body[field.name] = value
    } else if (value !== undefined && value !== null && value !== '') body[field.name] = value
  }
  return { body, places }
}

/** A row nobody typed into: only defaults in it. */
const isBlank = (fields: Attribute[], row: Row) => fields.every((field) => {
  const value = row[field.name]
  return value === undefined || value === null || value === '' || value === field.default
})

/** The field that an error's pointer means: its own place, or the closest one above it. */
export function fieldOf(pointer: string, places: ReadonlyMap<string, string>): string | undefined {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = places.get(at)
    if (found) return found
  }
  return undefined
}

/** The words of a command, split as a shell splits them: quotes group, a backslash takes the next letter as it is. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    if (quote === "'") { if (letter === quote) quote = ''; else word = (word ?? '') + letter }
    else if (letter === '\\' && at + 1 < text.length) word = (word ?? '') + text[++at]!
    else if (quote === '"') { if (letter === quote) quote = ''; else word = (word ?? '') + letter }
    else if (letter === '"' || letter === "'") { quote = letter; word ??= '' }
    else if (/\s/.test(letter)) { if (word !== undefined) words.push(word); word = undefined }
    else word = (word ?? '') + letter
  }
  if (word !== undefined) words.push(word)
  return words
}

/** Words as a shell would need them written. */
export const joinWords = (words: string[]) => words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
