import { MAX_SDP_LINES } from './description.ts'
import { leadingNumber, wordsOf } from './words.ts'

/** One line of a description as it stands, whether anybody knows what it means or not. */
export interface SdpLine {
  /** The letter before the equals sign; empty for a line that is none. */
  readonly type: string
  readonly value: string
  /** 0-based, in the message's raw text. */
  readonly line: number
  readonly text: string
  /** Index of the m-line it belongs to, -1 on session level. */
  readonly media: number
}

/** Every line but the empty ones: for times, several c= lines, phone numbers and whatever else a description does not keep. */
export function sdpLines(body: string, firstLine: number): SdpLine[] {
  const found: SdpLine[] = []
  let media = -1
  for (const [index, text] of body.split(/\r\n|\n|\r/, MAX_SDP_LINES).entries()) {
    if (text.trim() === '') continue
    const type = /^[A-Za-z]=/.test(text) ? text[0]! : ''
    if (type === 'm') media++
    found.push({ type, value: type === '' ? text : text.slice(2), line: firstLine + index, text, media })
  }
  return found
}

/** `t=3149328700 0` (RFC 8866 §5.9), seconds since 1900 as written; 0 for no bound. */
export interface SdpTime {
  readonly start: number
  readonly stop: number
}

/** Undefined when it is not two numbers. */
export function parseTime(value: string): SdpTime | undefined {
  const match = /^(\d{1,15}) (\d{1,15})$/.exec(value)
  return match ? { start: Number(match[1]), stop: Number(match[2]) } : undefined
}

/** A c= line in full (RFC 8866 §5.7). */
export interface ConnectionData {
  readonly network: string
  readonly family: string
  readonly address: string
  /** Of IPv4 multicast. */
  readonly ttl: number | undefined
  /** Contiguous multicast addresses from this one on; 1 where none is given. */
  readonly count: number
}

/** `IN IP4 224.2.1.1/127/3`, `IN IP6 ff15::101/3`; undefined without the three words. */
export function parseConnection(value: string): ConnectionData | undefined {
  const [network, family, written] = wordsOf(value.trim(), 3)
  if (!network || !family || !written) return undefined
  const [address = '', ...numbers] = written.split('/', 3)
  const [first, second] = numbers.map((text) => leadingNumber(text)?.value)
  // IPv6 multicast has no TTL (RFC 8866 §5.7), so that its one number counts addresses.
  const [ttl, count] = family === 'IP6' ? [undefined, first] : [first, second]
  return { network, family, address, ttl, count: count ?? 1 }
}

/** `audio 49170/2 RTP/AVP 0 8`: the ports of a medium (RFC 8866 §5.14), undefined when they are no numbers. */
export interface MediaPorts {
  readonly kind: string
  readonly port: number
  /** Streams on pairs of ports from there on; 1 where none is given. */
  readonly count: number
  readonly profile: string
  readonly formats: number
}

export function parseMediaPorts(value: string): MediaPorts | undefined {
  const [kind, ports = '', profile, ...formats] = wordsOf(value.trim())
  const match = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(ports)
  if (!kind || !match || !profile || Number(match[1]) > 65_535) return undefined
  return { kind, port: Number(match[1]), count: Number(match[2] ?? 1), profile, formats: formats.length }
}
