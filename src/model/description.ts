/** A session description (RFC 8866). `line` is the 0-based line within the SIP message's raw text; `text` the line verbatim. */
export interface SessionDescription {
  readonly origin: SdpOrigin | undefined
  readonly sessionName: string | undefined
  /** Session-level c= line (RFC 8866 §5.7). */
  readonly connection: Connection | undefined
  readonly bandwidth: readonly Bandwidth[]
  readonly attributes: readonly Attribute[]
  readonly media: readonly MediaDescription[]
  /** False when the text ends early or a line was cut. */
  readonly complete: boolean
}

export interface SdpOrigin {
  readonly username: string
  readonly sessionId: string
  readonly sessionVersion: string
  readonly address: string
  readonly line: number
  readonly text: string
}

export interface Connection {
  /** IP literal, host name or redaction token, without a TTL suffix. */
  readonly address: string
  readonly family: 'IP4' | 'IP6' | string
  readonly line: number
  readonly text: string
}

export interface Bandwidth {
  readonly type: string
  readonly value: number
}

export interface Attribute {
  readonly name: string
  readonly value: string | undefined
  readonly line: number
  readonly text: string
}

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export interface MediaDescription {
  /** `audio`, `video`, `image`, `application`, `message` ... */
  readonly kind: string
  /** 0 rejects the stream (RFC 3264 §6); NaN is never given: an unusable number is 0 with a flaw. */
  readonly port: number
  /** `RTP/AVP`, `RTP/SAVP`, `UDP/TLS/RTP/SAVPF`, `udptl` ... as written. */
  readonly profile: string
  readonly formats: readonly string[]
  readonly line: number
  readonly text: string
  /** Media-level c= line; the effective one is `media.connection ?? description.connection`. */
  readonly connection: Connection | undefined
  readonly bandwidth: readonly Bandwidth[]
  readonly attributes: readonly Attribute[]
  /** Media level, else session level, else `sendrecv` (RFC 8866 §6.7). */
  readonly direction: MediaDirection
  readonly ptimeMs: number | undefined
  readonly maxptimeMs: number | undefined
  /** One per RTP format of the m= line; static payload types filled in from RFC 3551. Empty for other profiles. */
  readonly codecs: readonly Codec[]
  /** RTCP port by a=rtcp (RFC 3605), else port + 1; equal to `port` with rtcp-mux. */
  readonly rtcpPort: number
  readonly rtcpMux: boolean
}

export interface Codec {
  readonly payloadType: number
  /** As written in rtpmap (`PCMU`, `telephone-event`); undefined for a dynamic type without rtpmap. */
  readonly encoding: string | undefined
  readonly clockRateHz: number | undefined
  readonly channels: number
  readonly fmtp: string | undefined
  /** Line of the rtpmap, undefined when static and implied. */
  readonly line: number | undefined
}
