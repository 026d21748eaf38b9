// Fails when a first load grows over the budget the portal's design sets. Sizes are gzip of the JavaScript that a
// browser must have before the page works: the entry, the chunk of that page, and everything both import statically.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const words = (name) => Object.keys(manifest).filter((key) => /words\.en\.json$/.test(key) && name.some((part) => key.includes(part)))

const budgets = [
  { name: 'sign-in', limitKb: 175, roots: ['index.html', 'src/features/sign-in/start.tsx', ...words(['features/sign-in/', 'src/lib/'])] },
  { name: 'shell', limitKb: 300, roots: ['index.html', 'src/app/start.tsx', ...words(['src/app/', 'src/ui/', 'src/lib/'])] },
]
const pageLimitKb = 140
const fontLimitKb = 48

const gzipBytes = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length

function closure(roots) {
  const files = new Set()
  const visit = (key) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is not in the build`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  roots.forEach(visit)
  return files
}

const sum = (files) => [...files].filter((file) => file.endsWith('.js')).reduce((total, file) => total + gzipBytes(file), 0)
const rows = []
for (const { name, limitKb, roots } of budgets) rows.push([name, sum(closure(roots)) / 1000, limitKb])

const shell = closure(budgets[1].roots)
for (const key of Object.keys(manifest).filter((key) => /features\/.*Page\.tsx$/.test(key) && manifest[key].isDynamicEntry)) {
  const extra = [...closure([key])].filter((file) => !shell.has(file))
  rows.push([key.replace('src/features/', ''), sum(extra) / 1000, pageLimitKb])
}
const inter = Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.assets ?? [])]).find((file) => /inter-latin.*woff2$/.test(file))
if (inter) rows.push(['font before first text', readFileSync(new URL(inter, dist)).length / 1024, fontLimitKb])

let over = false
for (const [name, size, limit] of rows) {
  const bad = size > limit
  over ||= bad
  console.log(`${bad ? 'OVER' : 'ok  '} ${name.padEnd(40)} ${size.toFixed(1).padStart(7)} kB of ${limit}`)
}
process.exit(over ? 1 : 0)
