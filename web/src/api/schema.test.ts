import { readFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { expect, test } from 'vitest'

test('the types are those of the published API; `npm run api` writes them', async () => {
  const made = COMMENT_HEADER + astToString(await openapiTS(new URL('../../../docs/openapi/v1.json', import.meta.url), { alphabetize: true, silent: true }))
  const kept = readFileSync(new URL('schema.d.ts', import.meta.url), 'utf8')
  expect(kept === made, 'schema.d.ts is not what docs/openapi/v1.json makes').toBe(true)
}, 30_000)
