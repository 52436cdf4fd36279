import { leadingNumber, wordsOf } from '../words.ts'

/** `a=rtcp:53020 IN IP4 203.0.113.7` (RFC 3605 §2.1). */
export interface RtcpPlace {
  readonly port: number
  /** Undefined: the address of the m-line. */
  readonly address: string | undefined
}

export function parseRtcp(value: string): RtcpPlace | undefined {
  const [port = '', , , address] = wordsOf(value.trim(), 4)
  const number = leadingNumber(port)
  return number?.end === port.length && number.value <= 65_535 ? { port: number.value, address } : undefined
}

/** `a=rtcp-fb:96 nack pli` (RFC 4585 §4.2). */
export interface RtcpFeedback {
  /** Undefined: all formats. */
  readonly payloadType: number | undefined
  /** `nack`, `ccm`, `ack`, `goog-remb`, `transport-cc` ..., lower case. */
  readonly kind: string
  readonly detail: string | undefined
}

export function parseRtcpFeedback(value: string): RtcpFeedback | undefined {
  const [format = '', kind, ...detail] = wordsOf(value.trim(), 8)
  const payloadType = leadingNumber(format)
  if (kind === undefined || (format !== '*' && payloadType?.end !== format.length)) return undefined
  return {
    payloadType: payloadType?.value,
    kind: kind.toLowerCase(),
    detail: detail.length > 0 ? detail.join(' ').toLowerCase() : undefined,
  }
}
