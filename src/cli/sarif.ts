import { isAbsolute, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Evidence, Finding, Severity } from '../model/finding.ts'
import { oneLine, printable } from '../model/printable.ts'
import type { Analysed } from './analysis.ts'

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}

/** What a finding without a rule is filed under. */
const MODEL_RULE = 'llm.finding'

/** SARIF 2.1.0 (OASIS): one run over all files, a result per finding, its evidence as locations. */
export function sarifReport(all: readonly Analysed[], version: string): string {
  const rules = new Map<string, Finding>()
  for (const { report } of all) {
    for (const finding of report.findings) if (!rules.has(ruleOf(finding))) rules.set(ruleOf(finding), finding)
  }
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'SIPSymposium',
            version,
            rules: [...rules].map(([id, finding]) => ruleOfDriver(id, finding)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: all.flatMap(({ file, report }) =>
          report.findings.map((finding) => result(finding, uriOf(file), indexes.get(ruleOf(finding)) ?? 0)),
        ),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const ruleOf = ({ rule }: Finding): string => rule ?? MODEL_RULE

function ruleOfDriver(id: string, finding: Finding) {
  const text = id === MODEL_RULE ? 'A finding of the language model' : oneLine(finding.title)
  return { id, shortDescription: { text }, properties: { category: finding.category } }
}

function result(finding: Finding, uri: string, ruleIndex: number) {
  const { severity, category, confidence, title, detail, recommendation, fingerprint, source } = finding
  const text = [`${title}.`, detail, recommendation].filter((part) => part !== '').join(' ')
  return {
    ruleId: ruleOf(finding),
    ruleIndex,
    level: LEVELS[severity],
    message: { text: oneLine(text) },
    locations:
      finding.evidence.length === 0 ? [place(uri)] : finding.evidence.map((evidence) => location(evidence, uri)),
    partialFingerprints: { 'sipsymposium/v1': fingerprint },
    occurrenceCount: Math.max(1, finding.count),
    properties: { severity, category, confidence, source },
  }
}

const place = (uri: string) => ({ physicalLocation: { artifactLocation: { uri } } })

/** A line of text is a region; a frame of a capture is only named, since a region counts lines or bytes. */
function location({ line, frame, message, excerpt }: Evidence, uri: string) {
  const snippet = { text: printable(excerpt) }
  const region = line === undefined ? {} : { region: { startLine: line, snippet } }
  const words = [
    message === undefined ? '' : `message ${message}`,
    frame === undefined ? '' : `frame ${frame}`,
    line === undefined ? printable(excerpt) : '',
  ].filter((part) => part !== '')
  return {
    physicalLocation: { artifactLocation: { uri }, ...region },
    ...(words.length === 0 ? {} : { message: { text: words.join(': ') } }),
  }
}

function uriOf(file: string): string {
  if (file === '-') return 'stdin'
  if (isAbsolute(file)) return pathToFileURL(file).href
  return file.split(sep).map(encodeURIComponent).join('/')
}
