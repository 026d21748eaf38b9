import type { Attribute, NewResource } from '../../api/types'

/** Sections of a kind's form and the fields in each; a field that no section names goes to the last one. */
const layouts: Record<string, [section: string, fields: string[]][]> = {
  'container/container': [
    ['image', ['image', 'command', 'start']],
    ['environment', ['environment']],
    ['network', ['ports', 'networks']],
    ['storage', ['mounts']],
    ['limits', ['memoryLimitMib', 'cpuLimit', 'restartPolicy']],
  ],
}

export interface Section { key: string; fields: Attribute[] }

/** The sections of a form, without those that hold nothing. */
export function sectionsOf(kind: string, fields: Attribute[]): Section[] {
  const layout = layouts[kind] ?? []
  const placed = new Set(layout.flatMap(([, names]) => names))
  const rest = fields.filter((field) => !placed.has(field.name))
  return [
    ...layout.map(([key, names]): Section => ({ key, fields: names.flatMap((name) => fields.find((field) => field.name === name) ?? []) })),
    { key: 'settings', fields: rest },
  ].filter((section) => section.fields.length > 0)
}

/** The same request for people who type: an HTTP call and the command of the `yunqiao` tool. */
export function asCalls(body: NewResource, accountName: string, server: string): { api: string; cli: string } {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const sets = Object.entries(body.attributes ?? {}).map(([name, value]) => `--set ${quote(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`)
  const tags = Object.entries(body.tags ?? {}).map(([name, value]) => `--tag ${quote(`${name}=${value}`)}`)
  return {
    api: [`curl -X POST ${server}/api/v1/resources \\`, `  -H "Authorization: Bearer $YUNQIAO_TOKEN" -H 'Content-Type: application/json' \\`, `  -d ${quote(JSON.stringify(body))}`].join('\n'),
    cli: [`./yunqiao resource create ${body.kind} --account ${quote(accountName)} --name ${quote(body.name ?? '')}`, ...sets, ...tags].join(' \\\n  '),
  }
}
