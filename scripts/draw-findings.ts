// Draws findings at random, the same for the same seed, from all traces in a folder: to read them as a customer would.
//   node scripts/draw-findings.ts FOLDER [--seed N] [--count N] [--from SEVERITY]
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createAnalyzer } from '../src/analyze.ts'
import { type Finding, SEVERITIES, severityOrder } from '../src/model/finding.ts'
import { Refusal } from '../src/model/refusal.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10' },
    from: { type: 'string', default: 'low' },
  },
})
const [folder] = positionals
const from = SEVERITIES.find((name) => name === values.from)
if (folder === undefined || from === undefined) {
  process.stderr.write(`usage: draw-findings.ts FOLDER [--seed N] [--count N] [--from ${SEVERITIES.join('|')}]\n`)
  process.exit(2)
}

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function findingsIn(file: string): readonly Finding[] {
  try {
    const analyzer = createAnalyzer({ analysedAt: Date.UTC(2026, 3, 16) * 1_000 })
    const last = [...analyzer.push(readFileSync(join(folder!, file))), ...analyzer.end()].at(-1)
    return last?.kind === 'verdict' ? last.report.findings : []
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

// Each rule once: what is common would else be all that is drawn.
const byRule = new Map<string, { readonly file: string; readonly finding: Finding }[]>()
for (const file of globSync('**/*.{txt,log,pcap,pcapng,cap}', { cwd: folder }).sort()) {
  for (const finding of findingsIn(file)) {
    if (severityOrder(finding.severity) > severityOrder(from)) continue
    const rule = finding.rule ?? ''
    byRule.set(rule, [...(byRule.get(rule) ?? []), { file, finding }])
  }
}
const random = createRandom(Number(values.seed))
const rules = [...byRule.keys()].sort()
for (let drawn = 0; drawn < Number(values.count) && rules.length > 0; drawn++) {
  const [rule] = rules.splice(Math.floor(random() * rules.length), 1)
  const all = byRule.get(rule!)!
  const { file, finding } = all[Math.floor(random() * all.length)]!
  const { severity, title, detail, recommendation, severityReason, evidence } = finding
  process.stdout.write(`${drawn + 1}. ${rule} (${severity}) in ${file}\n   ${title}\n   ${detail}\n`)
  if (severityReason !== undefined) process.stdout.write(`   Severity: ${severityReason}\n`)
  process.stdout.write(`   Fix: ${recommendation || '-'}\n`)
  for (const { message, frame, line, excerpt } of evidence.slice(0, 4))
    process.stdout.write(
      `   > ${[message && `message ${message}`, frame && `frame ${frame}`, line && `line ${line}`].filter(Boolean).join(', ')}: ${excerpt.slice(0, 160).replaceAll('\n', ' | ')}\n`,
    )
  process.stdout.write('\n')
}
