import { expect, test } from 'vitest'
import type { Attribute } from '../../api/types'
import { asCalls, sectionsOf } from './layout'

const field = (name: string): Attribute => ({ name, type: 'string', title: { en: name, zh: name }, required: false, searchable: false, secret: false, unique: false, uniqueItems: false, computed: false })

test('fields stand in their sections and new ones in the last', () => {
  const sections = sectionsOf('container/container', ['start', 'image', 'ports', 'gpu'].map(field))
  expect(sections.map((section) => [section.key, section.fields.map((each) => each.name)])).toEqual([['image', ['image', 'start']], ['network', ['ports']], ['settings', ['gpu']]])
  expect(sectionsOf('custom/kind', [field('a')]).map((section) => section.key)).toEqual(['settings'])
  expect(sectionsOf('container/volume', [])).toEqual([])
})

test('the call and the command say the same, quoted for a shell', () => {
  const calls = asCalls({ kind: 'container/container', account: 'a1', name: 'web', attributes: { image: "it's", ports: [{ containerPort: 80 }] }, tags: { env: 'prod' } }, 'local docker', 'http://localhost:8088')
  expect(calls.cli).toBe(`./yunqiao resource create container/container --account 'local docker' --name 'web' \\\n  --set 'image=it'\\''s' \\\n  --set 'ports=[{"containerPort":80}]' \\\n  --tag 'env=prod'`)
  expect(calls.api).toContain('http://localhost:8088/api/v1/resources')
  expect(calls.api).toContain(`"ports":[{"containerPort":80}]`)
})
