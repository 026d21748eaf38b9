import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
const sources = files.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && name !== 'api/schema.d.ts')
  .map((name) => ({ name, code: readFileSync(join(root, name), 'utf8') }))
const wordFiles = files.filter((name) => name.endsWith('words.en.json'))

function flatten(value: unknown, prefix = ''): string[] {
  return typeof value === 'string' ? [prefix] : Object.entries(value as object).flatMap(([key, inner]) => flatten(inner, prefix ? `${prefix}.${key}` : key))
}
const read = (name: string) => flatten(JSON.parse(readFileSync(join(root, name), 'utf8')))
const namespaceOf = (wordFile: string) => dirname(wordFile).split('/').at(-1)!
const singular = (key: string) => key.replace(/_(one|other)$/, '')

/** Keys named by code: whole ones, and prefixes of those built with a template. A file's own namespace is that of its useTranslation or TFunction. */
function usedKeys() {
  const used: { namespace: string; key: string; whole: boolean; file: string }[] = []
  for (const { name, code } of sources) {
    const own = /(?:useTranslation\(|TFunction<)['"]([\w-]+)['"]/.exec(code)?.[1]
    const add = (text: string, whole: boolean) => {
      const [first, second] = text.split(':')
      used.push({ namespace: second === undefined ? own ?? '?' : first!, key: second ?? first!, whole, file: name })
    }
    for (const call of code.matchAll(/\bt\(([^)]*)/g)) {
      const choice = call[1]!.split(/,\s*\{/)[0]!
      for (const literal of choice.matchAll(/'([\w.:-]+)'/g)) if (!/[=!]==\s*$/.test(choice.slice(0, literal.index))) add(literal[1]!, true)
      for (const template of choice.matchAll(/`([\w.:-]+)\$\{/g)) add(template[1]!, false)
    }
    for (const literal of code.matchAll(/\bno\('([\w.:-]+)'/g)) add(literal[1]!, true)
  }
  return used
}

describe('the words', () => {
  test.each(wordFiles)('%s has the same keys in Chinese', (name) => {
    expect(read(name.replace('.en.', '.zh.')).sort()).toEqual(read(name).sort())
  })

  test('every key that code uses is there', () => {
    const known = new Map(wordFiles.map((name) => [namespaceOf(name), read(name).map(singular)]))
    const missing = usedKeys().filter(({ namespace, key, whole }) =>
      !known.get(namespace)?.some((candidate) => (whole ? candidate === key : candidate.startsWith(key))))
    expect(missing).toEqual([])
  })

  test('every key is used by code', () => {
    const used = usedKeys()
    const unused = wordFiles.flatMap((name) => read(name).map(singular)
      .filter((key) => !used.some((use) => use.namespace === namespaceOf(name) && (use.whole ? use.key === key : key.startsWith(use.key))))
      .map((key) => `${namespaceOf(name)}:${key}`))
    expect(unused).toEqual([])
  })

  test('no source holds Chinese text', () => {
    expect(sources.filter(({ code }) => /[\u3400-\u9fff\uff00-\uffef]/.test(code)).map(({ name }) => relative('.', name))).toEqual([])
  })
})
