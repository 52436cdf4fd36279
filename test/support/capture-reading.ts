import { createCaptureDecoder } from '../../src/decode/capture.ts'
import { addressText } from '../../src/decode/network/address.ts'
import type { Packet } from '../../src/decode/network/packet.ts'
import type { FlawKind } from '../../src/model/flaw.ts'
import type { SipMessage } from '../../src/model/message.ts'
import type { IcmpError } from '../../src/model/packet.ts'

/** What came out of a capture, kept. */
export interface ReadCapture {
  readonly messages: readonly SipMessage[]
  readonly icmpErrors: readonly IcmpError[]
  /** `frame time source>destination kind octets` of each media packet. */
  readonly media: readonly string[]
  readonly flaws: ReadonlyMap<FlawKind, number>
  readonly packets: number
  readonly tlsRecords: number
  readonly format: 'pcap' | 'pcapng' | undefined
}

/** Reads a capture in pieces cut at these places. */
export function readCapture(bytes: Uint8Array, cuts: readonly number[] = []): ReadCapture {
  const messages: SipMessage[] = []
  const icmpErrors: IcmpError[] = []
  const media: string[] = []
  const flaws = new Map<FlawKind, number>()
  const note = (kind: string) => (packet: Packet) => {
    const [from, to] = [addressText(packet.addresses, 0), addressText(packet.addresses, 4)]
    const payload = Buffer.from(packet.bytes.subarray(packet.start, packet.end)).toString('base64')
    media.push(
      `${packet.frame} ${packet.at} ${from}:${packet.ports >>> 16}>${to}:${packet.ports & 0xffff} ${kind} ${payload}`,
    )
  }
  const decoder = createCaptureDecoder(
    { message: (m) => messages.push(m), icmpError: (e) => icmpErrors.push(e), rtp: note('rtp'), rtcp: note('rtcp') },
    (kind) => flaws.set(kind, (flaws.get(kind) ?? 0) + 1),
  )
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    decoder.push(bytes.slice(from, cut))
    from = Math.max(from, cut)
  }
  decoder.push(bytes.slice(from))
  decoder.end()
  const { packets, tlsRecords } = decoder.counters()
  return { messages, icmpErrors, media, flaws, packets, tlsRecords, format: decoder.format() }
}

/** A small whole request with a body of that many bytes. */
export const sipRequest = (callId: string, bodyBytes = 0, method = 'OPTIONS'): Uint8Array =>
  new TextEncoder().encode(
    [
      `${method} sip:bob@example.com SIP/2.0`,
      'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
      'From: <sip:alice@example.com>;tag=a',
      'To: <sip:bob@example.com>',
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      `Content-Length: ${bodyBytes}`,
      '',
      'x'.repeat(bodyBytes),
    ].join('\r\n'),
  )
