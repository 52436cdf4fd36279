import type { Category, Severity } from '../model/finding.ts'
import type { AnyRule } from './rule.ts'
import { authLoop } from './rules/auth/loop.ts'
import { deprecatedCodec } from './rules/codec/deprecated.ts'
import { codecList } from './rules/codec/list.ts'
import { missingMandatoryHeader } from './rules/compliance/missing-mandatory-header.ts'
import { userAgentSummary } from './rules/compliance/user-agent-summary.ts'
import { callDuration } from './rules/general/call-duration.ts'
import { noSipFound } from './rules/general/no-sip-found.ts'
import { lossHigh } from './rules/media/loss-high.ts'
import { noMedia } from './rules/media/no-media.ts'
import { oneWayAudio } from './rules/media/one-way-audio.ts'
import { rtcpMissing } from './rules/media/rtcp-missing.ts'
import { privateAddressInSdp } from './rules/nat/private-address-in-sdp.ts'
import { regFailed } from './rules/reg/failed.ts'
import { noCommonCodec } from './rules/sdp/no-common-codec.ts'
import { ptimeMismatch } from './rules/sdp/ptime-mismatch.ts'
import { ptimeNonstandard } from './rules/sdp/ptime-nonstandard.ts'
import { scannerUserAgent } from './rules/security/scanner-user-agent.ts'
import { srtpNotUsed } from './rules/security/srtp-not-used.ts'
import { ackMissing2xx } from './rules/signaling/ack-missing-2xx.ts'
import { byeSide } from './rules/signaling/bye-side.ts'
import { callFailed } from './rules/signaling/call-failed.ts'
import { noResponseInvite } from './rules/signaling/no-response-invite.ts'
import { response5xx } from './rules/signaling/response-5xx.ts'
import { shortCall } from './rules/signaling/short-call.ts'
import { certificateExpired } from './rules/tls/certificate-expired.ts'

/** Every rule there is, by id. An id is for ever: reports and settings cite it. */
export const RULES: readonly AnyRule[] = [
  authLoop,
  codecList,
  deprecatedCodec,
  missingMandatoryHeader,
  userAgentSummary,
  callDuration,
  noSipFound,
  lossHigh,
  noMedia,
  oneWayAudio,
  rtcpMissing,
  privateAddressInSdp,
  regFailed,
  noCommonCodec,
  ptimeMismatch,
  ptimeNonstandard,
  scannerUserAgent,
  srtpNotUsed,
  ackMissing2xx,
  byeSide,
  callFailed,
  noResponseInvite,
  response5xx,
  shortCall,
  certificateExpired,
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
