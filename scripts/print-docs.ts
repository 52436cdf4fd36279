// Prints the documentation that is derived from code. With --check it writes nothing and fails when a file on disk differs.
import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { SETTINGS } from '../src/settings.ts'

const settingsPage = (): string => {
  const rows = Object.entries(SETTINGS).map(([name, { schema, meaning }]) => {
    const { default: fallback } = z.toJSONSchema(schema, { io: 'input' }) as { default?: unknown }
    const shown = fallback === undefined ? '' : `\`${String(fallback)}\``
    return `| \`${name}\` | ${shown} | ${meaning} |`
  })
  return [
    '# Settings',
    '',
    'Environment variables of the service. An empty one counts as absent; an unusable one stops the start with a sentence that names it.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

const pages: Readonly<Record<string, string>> = { 'docs/settings.md': settingsPage() }
const check = process.argv.includes('--check')

for (const [path, text] of Object.entries(pages)) {
  if (!check) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} differs from the code: run \`npm run docs\` and commit the change\n`)
    process.exitCode = 1
  }
}
