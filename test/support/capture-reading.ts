import { createCaptureDecoder } from '../../src/decode/capture.ts'
import type { CaptureFormat } from '../../src/decode/container/sniff.ts'
import { addressText } from '../../src/decode/network/address.ts'
import type { Packet } from '../../src/decode/network/packet.ts'
import type { DtlsEvent } from '../../src/model/dtls.ts'
import type { UdptlPacket } from '../../src/model/fax.ts'
import type { FlawKind } from '../../src/model/flaw.ts'
import type { SipMessage } from '../../src/model/message.ts'
import type { IcmpError } from '../../src/model/packet.ts'
import type { StunMessage } from '../../src/model/stun.ts'
import type { TlsHandshake } from '../../src/model/tls.ts'
import type { Protocol } from '../../src/model/traffic.ts'

/** What came out of a capture, kept. */
export interface ReadCapture {
  readonly messages: readonly SipMessage[]
  readonly icmpErrors: readonly IcmpError[]
  /** `frame time source>destination kind octets` of each media packet. */
  readonly media: readonly string[]
  readonly stun: readonly StunMessage[]
  readonly dtls: readonly DtlsEvent[]
  readonly tls: readonly TlsHandshake[]
  readonly t38: readonly UdptlPacket[]
  readonly traffic: ReadonlyMap<Protocol, number>
  readonly flaws: ReadonlyMap<FlawKind, number>
  readonly packets: number
  readonly tlsRecords: number
  readonly msrpMessages: number
  readonly format: CaptureFormat | undefined
}

/** Reads a capture in pieces cut at these places, with the TLS secrets of a key log. */
export function readCapture(bytes: Uint8Array, cuts: readonly number[] = [], keyLog = ''): ReadCapture {
  const messages: SipMessage[] = []
  const icmpErrors: IcmpError[] = []
  const media: string[] = []
  const stun: StunMessage[] = []
  const dtls: DtlsEvent[] = []
  const tls: TlsHandshake[] = []
  const t38: UdptlPacket[] = []
  const flaws = new Map<FlawKind, number>()
  const note = (kind: string) => (packet: Packet) => {
    const [from, to] = [addressText(packet.addresses, 0), addressText(packet.addresses, 4)]
    const payload = Buffer.from(packet.bytes.subarray(packet.start, packet.end)).toString('base64')
    media.push(
      `${packet.frame} ${packet.at} ${from}:${packet.ports >>> 16}>${to}:${packet.ports & 0xffff} ${kind} ${payload}`,
    )
  }
  const decoder = createCaptureDecoder(
    {
      message: (m) => messages.push(m),
      icmpError: (e) => icmpErrors.push(e),
      rtp: note('rtp'),
      rtcp: note('rtcp'),
      stun: (m) => stun.push(m),
      dtls: (e) => dtls.push(e),
      tls: (one) => tls.push(one),
      t38: (p) => t38.push(p),
    },
    (kind, _example, _where, times = 1) => flaws.set(kind, (flaws.get(kind) ?? 0) + times),
    keyLog,
  )
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    decoder.push(bytes.slice(from, cut))
    from = Math.max(from, cut)
  }
  decoder.push(bytes.slice(from))
  decoder.end()
  const { packets, tlsRecords, msrpMessages, traffic } = decoder.counters()
  return {
    messages,
    icmpErrors,
    media,
    stun,
    dtls,
    tls,
    t38,
    traffic,
    flaws,
    packets,
    tlsRecords,
    msrpMessages,
    format: decoder.format(),
  }
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
