// Prints the documentation that is derived from code. With --check it writes nothing and fails when a file on disk differs.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { SETTINGS } from '../src/settings.ts'
import { rulePages, ruleTable } from './rule-pages.ts'

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

const SAMPLE = 'examples/private-address.txt'
const analyze = (format: string): string =>
  execFileSync(process.execPath, ['src/cli/sipsymposium.js', 'analyze', SAMPLE, '--format', format], {
    encoding: 'utf8',
  }).trimEnd()

/** README shows real output: of the command line, and the start of REST's answer to the same trace. */
function readmePage(): string {
  const { findings, severity_counts, recommendations } = JSON.parse(analyze('json'))
  const [{ severity, category, title, detail, recommendation }] = findings
  const first = { severity, category, title, detail, recommendation }
  const answer = {
    findings: [first, '…'],
    severity_counts,
    recommendations: [recommendations[0], '…'],
    summary: '…',
    metrics: '…',
    meta: '…',
  }
  const blocks: Readonly<Record<string, string>> = {
    [`$ npm run -s analyze -- ${SAMPLE} --format text`]: analyze('text'),
    '```json': JSON.stringify(answer, undefined, 2).replaceAll('"…"', '…'),
  }
  let page = readFileSync('README.md', 'utf8')
  for (const [opening, text] of Object.entries(blocks)) {
    const start = page.indexOf(`${opening}\n`) + opening.length + 1
    if (start <= opening.length) throw new Error(`README.md has no block that begins with ${opening}`)
    page = `${page.slice(0, start)}${text}\n${page.slice(page.indexOf('```\n', start))}`
  }
  const [before = '', rest = ''] = page.split('<!-- rules: printed by `npm run docs` -->\n')
  const after = rest.slice(rest.indexOf('<!-- /rules -->'))
  if (after.length < 2) throw new Error('README.md has no place for the rules')
  return `${before}<!-- rules: printed by \`npm run docs\` -->\n${ruleTable()}\n${after}`
}

const pages: Readonly<Record<string, string>> = {
  'docs/settings.md': settingsPage(),
  'README.md': readmePage(),
  ...rulePages(),
}
const check = process.argv.includes('--check')

for (const [path, text] of Object.entries(pages)) {
  if (!check) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} differs from the code: run \`npm run docs\` and commit the change\n`)
    process.exitCode = 1
  }
}

// A page of an area that is gone would never differ from anything.
for (const name of existsSync('docs/rules') ? readdirSync('docs/rules') : []) {
  if (pages[`docs/rules/${name}`] !== undefined) continue
  if (!check) rmSync(`docs/rules/${name}`)
  else {
    process.stderr.write(`docs/rules/${name} is about nothing: run \`npm run docs\` and commit the change\n`)
    process.exitCode = 1
  }
}
