import { expect } from 'vitest'
import { RTP_CAPS } from '../../src/correlate/caps.ts'
import { createRtpStreams } from '../../src/correlate/rtp-streams.ts'
import { Packet } from '../../src/decode/network/packet.ts'
import type { Codec } from '../../src/model/description.ts'
import type { FlawKind } from '../../src/model/flaw.ts'
import type { RtpStream } from '../../src/model/stream.ts'
import { type RtpShape, rtp } from './capture-writer.ts'

export const AT = 1_776_000_000_000_000
export const SSRC = 0x80001234
export const PCMU: Codec = {
  payloadType: 0,
  encoding: 'PCMU',
  clockRateHz: 8_000,
  channels: 1,
  fmtp: undefined,
  line: 1,
}
export const EVENTS: Codec = { ...PCMU, payloadType: 101, encoding: 'telephone-event' }
export const OPUS: Codec = { ...PCMU, payloadType: 111, encoding: 'opus', clockRateHz: 48_000, channels: 2 }

/** An RTP packet on its way past the tap. */
export interface Sent extends Partial<RtpShape> {
  /** Milliseconds after AT. */
  readonly ms: number
  readonly sequence: number
  readonly rtpTimestamp: number
  readonly ipId?: number
  readonly dscp?: number
  readonly ttl?: number
}
export type Hosts = readonly [source: number, sourcePort: number, destination: number, destinationPort: number]
/** 10.0.0.a:port to 10.0.0.b:port. */
export const FORTH: Hosts = [1, 4_000, 2, 4_002]
export const BACK: Hosts = [2, 4_002, 1, 4_000]

/** A table of streams with what it takes to send packets into it. */
export function createBench(caps: Partial<typeof RTP_CAPS> = {}) {
  const flaws = new Map<FlawKind, number>()
  const streams = createRtpStreams((kind) => flaws.set(kind, (flaws.get(kind) ?? 0) + 1), {
    ...RTP_CAPS,
    ...caps,
  })
  let frame = 0
  const packetOf = (ms: number, payload: Uint8Array, [source, sourcePort, destination, destinationPort]: Hosts) => {
    const packet = new Packet()
    packet.frame = ++frame
    packet.at = AT + Math.round(ms * 1_000)
    packet.bytes = payload
    packet.end = payload.length
    packet.wireEnd = payload.length
    packet.addresses[3] = 0x0a000000 + source
    packet.addresses[7] = 0x0a000000 + destination
    packet.ports = (sourcePort << 16) | destinationPort
    packet.ipId = frame & 0xffff
    return packet
  }
  const send = (sent: Sent, hosts: Hosts = FORTH) => {
    const packet = packetOf(sent.ms, rtp({ ssrc: SSRC, ...sent }), hosts)
    packet.ipId = sent.ipId ?? packet.ipId
    packet.dscp = sent.dscp ?? 0
    packet.ttl = sent.ttl ?? 0
    streams.rtp(packet)
  }
  return {
    streams,
    flaws,
    send,
    sendAll: (sent: readonly Sent[], hosts: Hosts = FORTH) => {
      for (const one of sent) send(one, hosts)
    },
    control: (ms: number, payload: Uint8Array, hosts: Hosts) => streams.rtcp(packetOf(ms, payload, hosts)),
    payload: (ms: number, bytes: Uint8Array, hosts: Hosts) => streams.rtp(packetOf(ms, bytes, hosts)),
  }
}

/** Packets of 20 ms at `clock`, from number `from`. */
export const talk = (count: number, { from = 0, clock = 8_000, start = 0 } = {}): Sent[] =>
  Array.from({ length: count }, (_, i) => {
    return { ms: start + i * 20, sequence: from + i, rtpTimestamp: (from + i) * (clock / 50) }
  })

/** The one stream of these packets, whose destination was announced with these codecs. */
export function measure(sent: readonly Sent[], codecs: readonly Codec[] = [PCMU, EVENTS]): RtpStream {
  const bench = createBench()
  bench.streams.announce('10.0.0.2', 4_002, codecs)
  bench.sendAll(sent)
  const [stream, ...others] = bench.streams.end()
  expect(others).toEqual([])
  return stream!
}
