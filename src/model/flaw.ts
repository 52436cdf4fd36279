import type { Origin } from './origin.ts'

/**
 * What was wrong with the input itself. A flaw never stops the analysis; it is counted, shown, and open to rules.
 * One union, so that a new flaw meets its sentence in `flawText` before it compiles.
 */
export type FlawKind =
  // containers
  | 'capture-truncated'
  | 'capture-record-too-long'
  | 'capture-block-invalid'
  | 'snaplen-cut'
  | 'container-unsupported'
  // link and network
  | 'link-type-unsupported'
  | 'link-frame-short'
  | 'ip-header-invalid'
  | 'ip-fragment-ignored'
  | 'udp-length-invalid'
  | 'tcp-header-invalid'
  | 'tcp-segment-partial'
  | 'tcp-flows-capped'
  // SIP, SDP, RTP
  | 'sip-message-partial'
  | 'sip-header-invalid'
  | 'sip-message-too-long'
  | 'content-length-wrong'
  | 'sdp-line-invalid'
  | 'rtcp-invalid'
  | 'rtp-streams-capped'
  // text
  | 'text-line-not-understood'
  | 'text-encoding-repaired'
  | 'text-line-too-long'
  | 'text-time-invalid'
  // correlation
  | 'capture-duplicate'
  | 'calls-evicted'
  | 'call-messages-capped'
  | 'registrations-capped'
  // rules
  | 'rule-failed'
  | 'findings-capped'

export interface Flaw {
  readonly kind: FlawKind
  readonly count: number
  /** A short plain-text example of the first one, at most 200 characters. */
  readonly example: string | undefined
  readonly where: Origin | undefined
}

/** How a decoder complains: it says what is wrong and goes on. */
export type Complain = (kind: FlawKind, example?: string, where?: Origin) => void
