import type { Origin } from './origin.ts'

/**
 * What was wrong with the input itself. A flaw never stops the analysis; it is counted, shown, and open to rules.
 * One union, so that a new flaw meets its sentence in `flawText` before it compiles.
 */
export type FlawKind =
  // containers
  | 'compressed-input-cut'
  | 'capture-truncated'
  | 'capture-record-too-long'
  | 'capture-block-invalid'
  | 'capture-damaged'
  | 'capture-packets-dropped'
  | 'snaplen-cut'
  | 'container-unsupported'
  // link and network
  | 'link-type-unsupported'
  | 'link-frame-short'
  | 'link-frame-encrypted'
  | 'link-frame-unread'
  | 'ip-header-invalid'
  | 'ip-fragment-ignored'
  | 'ip-fragment-overlap'
  | 'ip-fragments-capped'
  | 'tunnel-header-invalid'
  | 'tunnels-capped'
  | 'hep-invalid'
  | 'hep-payload-unread'
  | 'udp-length-invalid'
  | 'tcp-header-invalid'
  | 'tcp-segment-partial'
  | 'tcp-flows-capped'
  | 'tcp-segments-missing'
  | 'tcp-overlap-differs'
  | 'tcp-octets-capped'
  // what TCP carries
  | 'sip-octets-skipped'
  | 'websocket-frame-invalid'
  | 'websocket-inflate-failed'
  | 'tls-record-invalid'
  | 'tls-certificate-invalid'
  | 'tls-not-decrypted'
  | 'tls-handshakes-capped'
  | 'network-facts-capped'
  | 'key-log-invalid'
  | 'key-log-capped'
  // SIP, SDP, RTP
  | 'sip-start-line-invalid'
  | 'sip-message-partial'
  | 'sip-header-invalid'
  | 'sip-message-too-long'
  | 'content-length-wrong'
  | 'sdp-line-invalid'
  | 'rtcp-invalid'
  | 'rtp-streams-capped'
  | 'media-flows-capped'
  | 'stun-exchanges-capped'
  | 'dtls-associations-capped'
  | 'fax-streams-capped'
  // text
  | 'text-line-not-understood'
  | 'text-encoding-repaired'
  | 'text-line-too-long'
  | 'text-time-invalid'
  | 'text-message-repaired'
  | 'text-message-repeated'
  | 'log-events-capped'
  // correlation
  | 'capture-duplicate'
  | 'calls-evicted'
  | 'call-messages-capped'
  | 'registrations-capped'
  | 'joined-calls-capped'
  | 'peers-capped'
  | 'endpoints-capped'
  | 'attempts-capped'
  | 'diverted-capped'
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

/** How a decoder complains: it says what is wrong and goes on. `times`, 1 unless given, is what it counts for. */
export type Complain = (kind: FlawKind, example?: string, where?: Origin, times?: number) => void
