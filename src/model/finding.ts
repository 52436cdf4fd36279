import type { Micros } from './time.ts'

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export const CATEGORIES = [
  'signaling',
  'media',
  'codec',
  'security',
  'compliance',
  'nat',
  'auth',
  'routing',
  'general',
] as const
export type Category = (typeof CATEGORIES)[number]

/** 0 for `critical` up to 4 for `info`: sorts most severe first. */
export const severityOrder = (severity: Severity): number => SEVERITIES.indexOf(severity)

export type EvidenceKind =
  | 'startline'
  | 'header'
  | 'sdp-line'
  | 'rtp'
  | 'rtcp'
  | 'tls'
  | 'icmp'
  | 'log'
  | 'timing'
  | 'aggregate'

/** What proves a finding (contract §4). */
export interface Evidence {
  readonly kind: EvidenceKind
  /** Message number, from 1. */
  readonly message: number | undefined
  readonly frame: number | undefined
  /** Line of the pasted text, from 1. */
  readonly line: number | undefined
  readonly at: Micros | undefined
  /** Verbatim from the input (masked only where secret), or for `rtp`, `rtcp`, `timing` and `aggregate` the figures with their formula inputs. */
  readonly excerpt: string
  readonly redacted: boolean
}

export interface Fix {
  /** `Asterisk (PJSIP)`, `FreeSWITCH`, `Kamailio` ... */
  readonly product: string
  readonly text: string
}

/** A finding, everywhere the same (contract §4). Grouped: one per rule and fingerprint. */
export interface Finding {
  /** Stable within the analysis; same input, options and version give the same id. */
  readonly id: string
  /** Undefined when the language model says so. */
  readonly rule: string | undefined
  readonly source: 'rule' | 'llm'
  readonly severity: Severity
  readonly severityReason: string | undefined
  readonly category: Category
  readonly title: string
  readonly detail: string
  /** Empty only for `info`. */
  readonly recommendation: string
  readonly fixes: readonly Fix[]
  /** 0 to 1: how sure it is of what it says. */
  readonly confidence: number
  readonly evidence: readonly Evidence[]
  readonly count: number
  /** Numbers of the calls concerned, the first 100. */
  readonly calls: readonly number[]
  readonly firstSeen: Micros | undefined
  readonly lastSeen: Micros | undefined
  /** Id of the finding that is its cause. */
  readonly causedBy: string | undefined
  readonly references: readonly string[]
  /** The same fault tomorrow: no salt, no times, no Call-IDs, no ports. Lower-case hex. */
  readonly fingerprint: string
}

export type SeverityCounts = { readonly [severity in Severity]: number }

export function countSeverities(findings: readonly Pick<Finding, 'severity'>[]): SeverityCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const finding of findings) counts[finding.severity]++
  return counts
}

/** Non-empty recommendations in rank order, each once. */
export function recommendationsOf(findings: readonly Pick<Finding, 'recommendation'>[]): string[] {
  return [...new Set(findings.map((finding) => finding.recommendation).filter((text) => text !== ''))]
}

export type RuleVerdict = 'fired' | 'clear' | 'not-applicable' | 'insufficient-evidence'

export type InsufficientReason =
  | 'no-rtp-in-capture'
  | 'no-timestamps'
  | 'one-direction-only'
  | 'starts-mid-dialog'
  | 'ends-mid-dialog'
  | 'encrypted'
  | 'truncated-snaplen'
  | 'capture-drops'
  | 'sdp-absent'
  | 'single-leg'
  | 'message-cut'

/** A rule's worst verdict over the subjects it saw: fired, else insufficient evidence, else clear, else not applicable. */
export interface RuleCoverage {
  readonly rule: string
  readonly verdict: RuleVerdict
  readonly reason: InsufficientReason | undefined
  readonly subjects: number
}
