import type { Category, Severity } from '../model/finding.ts'
import { AI_RULES } from './areas/ai.ts'
import { AUTH_RULES } from './areas/auth.ts'
import { CODEC_RULES } from './areas/codec.ts'
import { COMPLIANCE_RULES } from './areas/compliance.ts'
import { DIALOG_RULES } from './areas/dialog.ts'
import { DTMF_RULES } from './areas/dtmf.ts'
import { EARLY_RULES } from './areas/early.ts'
import { EMERGENCY_RULES } from './areas/emergency.ts'
import { EXCHANGE_RULES } from './areas/exchanges.ts'
import { FAX_RULES } from './areas/fax.ts'
import { GENERAL_RULES } from './areas/general.ts'
import { ICE_RULES } from './areas/ice.ts'
import { IDENTITY_RULES } from './areas/identity.ts'
import { MEDIA_RULES } from './areas/media.ts'
import { NAT_RULES } from './areas/nat.ts'
import { REG_RULES } from './areas/reg.ts'
import { ROUTING_RULES } from './areas/routing.ts'
import { SDP_RULES } from './areas/sdp.ts'
import { SECURITY_RULES } from './areas/security.ts'
import { SIGNALING_RULES } from './areas/signaling.ts'
import { TLS_RULES } from './areas/tls.ts'
import { TRANSFER_RULES } from './areas/transfer.ts'
import { TRANSPORT_RULES } from './areas/transport.ts'
import type { AnyRule } from './rule.ts'

/** Every rule there is, area by area. An id is for ever: reports and settings cite it. */
export const RULES: readonly AnyRule[] = [
  ...AI_RULES,
  ...AUTH_RULES,
  ...CODEC_RULES,
  ...COMPLIANCE_RULES,
  ...DIALOG_RULES,
  ...DTMF_RULES,
  ...EARLY_RULES,
  ...EMERGENCY_RULES,
  ...EXCHANGE_RULES,
  ...FAX_RULES,
  ...GENERAL_RULES,
  ...ICE_RULES,
  ...IDENTITY_RULES,
  ...MEDIA_RULES,
  ...NAT_RULES,
  ...REG_RULES,
  ...ROUTING_RULES,
  ...SDP_RULES,
  ...SECURITY_RULES,
  ...SIGNALING_RULES,
  ...TLS_RULES,
  ...TRANSPORT_RULES,
  ...TRANSFER_RULES,
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
  /** Lines that prove it, as a trace or the evidence shows them. */
  readonly example: readonly string[]
  /** Empty only for `info`. */
  readonly fix: string
  /** What must be seen once it is mended; empty where nothing can be told. */
  readonly verify: string
  /** Ids of the symptoms it accounts for, `signaling.response-*` for all that begin so. */
  readonly explains: readonly string[]
  readonly references: readonly string[]
}

export const CATALOGUE: readonly RuleEntry[] = RULES.map(
  ({ id, category, severity, title, meaning, fires, quiet, recommendation, sources, example, verify, explains }) => ({
    id,
    category,
    severity,
    title,
    meaning,
    fires,
    quiet,
    example: example ?? [],
    fix: recommendation,
    verify: verify ?? '',
    explains: explains ?? [],
    references: sources,
  }),
).sort((a, b) => (a.id < b.id ? -1 : 1))
