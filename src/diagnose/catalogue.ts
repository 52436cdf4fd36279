import type { Category, Severity } from '../model/finding.ts'
import { AUTH_RULES } from './areas/auth.ts'
import { CODEC_RULES } from './areas/codec.ts'
import { COMPLIANCE_RULES } from './areas/compliance.ts'
import { GENERAL_RULES } from './areas/general.ts'
import { MEDIA_RULES } from './areas/media.ts'
import { NAT_RULES } from './areas/nat.ts'
import { REG_RULES } from './areas/reg.ts'
import { SDP_RULES } from './areas/sdp.ts'
import { SECURITY_RULES } from './areas/security.ts'
import { SIGNALING_RULES } from './areas/signaling.ts'
import { TLS_RULES } from './areas/tls.ts'
import type { AnyRule } from './rule.ts'

/** Every rule there is, area by area. An id is for ever: reports and settings cite it. */
export const RULES: readonly AnyRule[] = [
  ...AUTH_RULES,
  ...CODEC_RULES,
  ...COMPLIANCE_RULES,
  ...GENERAL_RULES,
  ...MEDIA_RULES,
  ...NAT_RULES,
  ...REG_RULES,
  ...SDP_RULES,
  ...SECURITY_RULES,
  ...SIGNALING_RULES,
  ...TLS_RULES,
]

/** A rule as people read about it. Plain data. */
export interface RuleEntry {
  readonly id: string
  readonly category: Category
  /** Before what the input shows raises or lowers it. */
  readonly severity: Severity
  readonly title: string
  readonly meaning: string
  readonly fires: string
  readonly quiet: string
  /** Empty only for `info`. */
  readonly fix: string
  readonly references: readonly string[]
}

export const CATALOGUE: readonly RuleEntry[] = RULES.map(
  ({ id, category, severity, title, meaning, fires, quiet, recommendation, sources }) => ({
    id,
    category,
    severity,
    title,
    meaning,
    fires,
    quiet,
    fix: recommendation,
    references: sources,
  }),
).sort((a, b) => (a.id < b.id ? -1 : 1))
