import { basename, isAbsolute } from 'node:path'
import type { Report } from '../model/events.ts'
import type { Evidence, Finding } from '../model/finding.ts'
import { oneLine } from '../model/printable.ts'

/** What a report is headed with: folders of the machine that made it are nobody else's business. */
export const fileTitle = (file: string): string => oneLine(isAbsolute(file) ? basename(file) : file)

/** The summary without the words of the finding that it names as the root cause: they stand right below. */
export function summaryText({ summary, findings }: Pick<Report, 'summary' | 'findings'>): string {
  const root = findings.find(({ title, detail }) => summary.includes(`: ${title}. ${detail}`))
  return root === undefined ? summary : summary.replace(`. ${root.detail}`, () => '.')
}

/** Faults, and facts that nobody has to act upon. */
export function parted(findings: readonly Finding[]): readonly [faults: readonly Finding[], facts: readonly Finding[]] {
  return [
    findings.filter(({ severity }) => severity !== 'info'),
    findings.filter(({ severity }) => severity === 'info'),
  ]
}

/** Why it has the severity it has, unless that is said already: an effect is one step lower than it would be by itself. */
export function reasonOf({ severity, severityReason, causedBy }: Finding): string | undefined {
  if (severityReason === undefined) return undefined
  return causedBy !== undefined && severityReason.includes(EXPLAINED) ? undefined : `${severity}: ${severityReason}`
}

const EXPLAINED = 'explained by "'

/** A recommendation in its parts: what to do, the settings of products, and what shows that it is mended. */
export interface Remedy {
  readonly fix: string
  readonly settings: readonly string[]
  readonly verify: string | undefined
}

const VERIFY = ' Verify: '

export function remedyOf({ recommendation, fixes }: Pick<Finding, 'recommendation' | 'fixes'>): Remedy {
  const verified = recommendation.lastIndexOf(VERIFY)
  const advice = verified < 0 ? recommendation : recommendation.slice(0, verified)
  const starts = fixes
    .map(({ product }) => advice.indexOf(` ${product}: `))
    .filter((start) => start > 0)
    .sort((a, b) => a - b)
  return {
    fix: advice.slice(0, starts[0]),
    settings: starts.map((start, i) => advice.slice(start + 1, starts[i + 1])),
    verify: verified < 0 ? undefined : recommendation.slice(verified + 1),
  }
}

/** `Call duration: Total 3.4 s, talk 3.0 s. (general.call-duration, messages 1, 3)` */
export function factText(finding: Finding, titles: ReadonlyMap<string, string>): string {
  const { title, detail, recommendation, causedBy, count, rule } = finding
  const times = count > 1 ? ` (${count} times)` : ''
  const cause = causedBy === undefined ? undefined : titles.get(causedBy)
  const where = [rule ?? 'language model', ...placesOf(finding.evidence)].join(', ')
  return [
    `${title}${times}${title.includes(': ') ? '.' : ':'} ${detail}`,
    ...(cause === undefined ? [] : [`Caused by: ${cause}.`]),
    ...(recommendation === '' ? [] : [`Fix: ${recommendation}`]),
    `(${where})`,
  ].join(' ')
}

/** The first places of what proves it: messages, else frames, else lines. */
function placesOf(evidence: readonly Evidence[]): readonly string[] {
  for (const unit of ['message', 'frame', 'line'] as const) {
    const numbers = [...new Set(evidence.flatMap((one) => one[unit] ?? []))].slice(0, MAX_PLACES)
    if (numbers.length > 0) return [`${unit}${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}`]
  }
  return []
}

const MAX_PLACES = 3
