import { describe, expect, test } from 'vitest'
import type { Attribute } from '../api/types'
import { build, editorOf, fieldOf, initialValues, joinWords, splitWords } from './schema'

const field = (name: string, type: Attribute['type'], more: Partial<Attribute> = {}): Attribute => ({ name, type, title: { en: 'x', zh: 'x' }, required: false, searchable: false, secret: false, unique: false, uniqueItems: false, computed: false, ...more })
const fields: Attribute[] = [
  field('image', 'string', { required: true }),
  field('command', 'array', { items: field('word', 'string') }),
  field('environment', 'array', { items: field('line', 'string') }),
  field('ports', 'array', {
    items: field('port', 'object', {
      properties: [field('containerPort', 'integer', { required: true }), field('hostPort', 'integer'), field('protocol', 'string', { enum: ['tcp', 'udp'], default: 'tcp' })],
    }),
  }),
  field('memoryLimitMib', 'integer'),
  field('restartPolicy', 'string', { enum: ['no', 'always'], default: 'no' }),
  field('start', 'boolean', { default: true }),
]

describe('a form made from a schema', () => {
  test('picks an editor for each type', () => {
    expect(fields.map(editorOf)).toEqual(['text', 'words', 'lines', 'rows', 'number', 'choice', 'switch'])
  })
  test('starts with the defaults', () => {
    expect(initialValues(fields)).toEqual({ restartPolicy: 'no', start: true })
  })
  test('makes the body, leaving out what is empty', () => {
    const { body } = build(fields, {
      image: 'nginx:1.27', command: `sh -c 'echo "hi there"'`, environment: 'A=1\n\n B=2 ', memoryLimitMib: null, restartPolicy: 'always', start: false,
      ports: [{ protocol: 'tcp' }, { containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
    })
    expect(body).toEqual({
      image: 'nginx:1.27', command: ['sh', '-c', 'echo "hi there"'], environment: ['A=1', 'B=2'], restartPolicy: 'always', start: false,
      ports: [{ containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
    })
  })
  test('finds the field of an error, also behind a row that was left out', () => {
    const { places } = build(fields, { ports: [{}, { containerPort: 99999 }] }, '/attributes')
    expect(fieldOf('/attributes/ports/0/containerPort', places)).toBe('ports.1.containerPort')
    expect(fieldOf('/attributes/environment/3', places)).toBe('environment')
    expect(fieldOf('/attributes/nothing', places)).toBeUndefined()
  })
})

test.each([
  ['nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']],
  [`a\\ b '' 'c"d'`, ['a b', '', 'c"d']],
  ['  ', []],
])('the command %s is split into words', (text, words) => {
  expect(splitWords(text)).toEqual(words)
  expect(splitWords(joinWords(words))).toEqual(words)
})
