import type { Complain } from '../model/flaw.ts'
import type { Micros } from '../model/time.ts'
import type { Protocol } from '../model/traffic.ts'
import { type ConnectionReader, createConnectionReader } from './connections.ts'
import type { Frame } from './container/frame.ts'
import { createDatagramReader } from './datagrams.ts'
import { createHepReader } from './hep/reader.ts'
import { ENCRYPTED_FRAME, SHORT_FRAME, UNREAD_FRAME } from './link/link-decoder.ts'
import { linkTypeText } from './link/link-names.ts'
import { LINK_TYPES } from './link/link-types.ts'
import { createMessageWriter, type MessageWriter } from './messages.ts'
import { createFragments } from './network/fragments.ts'
import { decodeIcmp } from './network/icmp.ts'
import { decodeIp } from './network/ip.ts'
import { Packet } from './network/packet.ts'
import { decodePlainRtp } from './network/plain-rtp.ts'
import { innerPacket, isTunnel, NO_INNER_IP } from './network/tunnel.ts'
import { decodeUdp } from './network/udp.ts'
import { BROKEN_TUNNEL, innerOfUdp, NO_TUNNEL, VXLAN_PORT } from './network/udp-tunnel.ts'
import type { CaptureSink } from './sink.ts'
import { createKeyLog, type KeyLog } from './tls/key-log.ts'
import { createTraffic } from './traffic.ts'

/** LINKTYPE_ETHERNET. */
const ETHERNET = 1
const ICMP = 1
const TCP = 6
const UDP = 17
const ICMPV6 = 58
/** Tunnels inside tunnels that are followed. Chosen by us. */
const MAX_TUNNELS = 4

/** Reads frames, whoever found them: link layer, tunnels, fragments, and what the packets carry. */
export interface PacketReader {
  /** The frame as it now stands in the object given at creation. */
  read(): void
  end(): void
  messages(): number
  /** Times of the earliest and latest frame; undefined before the first that has one. */
  firstAt(): Micros | undefined
  lastAt(): Micros | undefined
  readonly connections: ConnectionReader
  /** Packets by what they carried, but for RTP and RTCP. */
  traffic(): ReadonlyMap<Protocol, number>
}

/**
 * `writer` takes the SIP messages; without one they are decoded, numbered and handed to `sink`. `keyLog` has the secrets of TLS
 * connections, as far as they are known by the time their records come.
 */
export function createPacketReader(
  frame: Frame,
  sink: CaptureSink,
  complain: Complain,
  writer?: MessageWriter,
  keyLog: KeyLog = createKeyLog(complain),
): PacketReader {
  const packet = new Packet()
  const traffic = createTraffic()
  const messages =
    writer ??
    createMessageWriter((message) => {
      datagrams.learn(message)
      sink.message(message)
    }, complain)
  const datagrams = createDatagramReader(sink, messages, traffic, complain)
  const hep = createHepReader(datagrams.read, messages, complain)
  const connections = createConnectionReader(
    {
      messages,
      tls: sink.tls,
      datagram: datagrams.read,
      hep: (one) => hep.read(one, one.bytes, one.start, one.end, one.wireEnd),
      connection: (record) => sink.network?.connection(record),
      upgrade: (answer) => sink.network?.upgrade(answer),
    },
    keyLog,
    complain,
  )
  const fragments = createFragments(complain)
  let linkType = -1
  let decodeLink = LINK_TYPES.get(linkType)
  let unsupportedLink = ''
  /** Earliest and latest; variables would be boxed anew for every packet. */
  const times = new Float64Array([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])

  function here(): { readonly kind: 'frame'; readonly number: number } {
    return { kind: 'frame', number: packet.frame }
  }

  /** Reads the transport payload in `packet`, or what lies in the tunnel that it is. */
  function follow(): void {
    for (let depth = 0; ; depth++) {
      const inner = packet.protocol === UDP ? insideUdp() : insideIp()
      if (inner < 0) return
      if (depth === MAX_TUNNELS) {
        complain('tunnels-capped', `more than ${MAX_TUNNELS}`, here())
        return
      }
      if (!enter(inner)) return
    }
  }

  /** Where the IP header in a UDP datagram begins, negative where it was read as what it is. */
  function insideUdp(): number {
    if (!decodeUdp(packet, complain)) return NO_INNER_IP
    const { bytes, start, end } = packet
    // RTP and RTCP, which are nearly all there is, have the top bit set (RFC 3550 §5.1); of the tunnels only VXLAN may.
    if (start < end && (bytes[start]! < 0x80 || (packet.ports & 0xffff) === VXLAN_PORT)) {
      const inner = innerOfUdp(packet)
      if (inner >= NO_INNER_IP) return inner
      if (inner === BROKEN_TUNNEL) complain('tunnel-header-invalid', `UDP port ${packet.ports & 0xffff}`, here())
      if (inner === NO_TUNNEL && hep.read(packet, bytes, start, end, packet.wireEnd)) return NO_INNER_IP
    }
    datagrams.read(packet)
    return NO_INNER_IP
  }

  function insideIp(): number {
    if (packet.protocol === TCP) {
      traffic.add('TCP')
      connections.read(packet)
      return NO_INNER_IP
    }
    if (isTunnel(packet.protocol)) return innerPacket(packet)
    if (packet.protocol === ICMP || packet.protocol === ICMPV6) {
      traffic.add('ICMP')
      const error = decodeIcmp(packet)
      if (error !== undefined) sink.icmpError(error)
    }
    return NO_INNER_IP
  }

  /** The IP packet at `inner` takes the place of the one around it; false where it is none, or a piece of one. */
  function enter(inner: number): boolean {
    const { bytes, end, wireEnd } = packet
    if (!decodeIp(packet, bytes, inner, end, complain)) return false
    if (packet.wireEnd > wireEnd) {
      complain('ip-header-invalid', `IP length ${packet.wireEnd - wireEnd} beyond the packet around it`, here())
    }
    return assembled()
  }

  function chooseLink(): void {
    linkType = frame.linkType
    decodeLink = LINK_TYPES.get(linkType)
    unsupportedLink = linkType < 0 ? 'frames of an interface that no block describes' : linkTypeText(linkType)
  }

  function linkFlaw(answer: number): void {
    if (answer === SHORT_FRAME) complain('link-frame-short', `${frame.end - frame.start} bytes`, here())
    else if (answer === ENCRYPTED_FRAME) complain('link-frame-encrypted', undefined, here())
    else if (answer === UNREAD_FRAME) complain('link-frame-unread', undefined, here())
  }

  /** False for a fragment that waits for others. */
  function assembled(): boolean {
    if (!packet.moreFragments && packet.fragmentOffset === 0) return true
    traffic.add('IP fragment')
    return fragments.add(packet)
  }

  /** What there is of a datagram in pieces, told before it is read. */
  function readCut(): void {
    sink.network?.fragmentsLost(packet.frame)
    follow()
  }

  /** Reads what there is of datagrams whose other pieces did not come; `packet` is lent to them. */
  function expireFragments(now: number): void {
    fragments.expire(now, packet, readCut)
    packet.frame = frame.number
    packet.at = frame.at
  }

  return {
    read() {
      if (frame.linkType !== linkType) chooseLink()
      packet.frame = frame.number
      packet.at = frame.at
      packet.point = frame.interface
      if (frame.at > times[1]!) times[1] = frame.at
      if (frame.at < times[0]!) times[0] = frame.at
      const cut = frame.originalLength > frame.end - frame.start
      if (cut) {
        complain('snaplen-cut', `${frame.end - frame.start} of ${frame.originalLength} bytes`, here())
      }
      if (decodeLink === undefined) {
        complain('link-type-unsupported', unsupportedLink, here())
        return
      }
      if (frame.at >= fragments.deadline()) expireFragments(frame.at)
      if (linkType === ETHERNET && decodePlainRtp(packet, frame.bytes, frame.start, frame.end)) {
        datagrams.read(packet)
        return
      }
      const network = decodeLink(frame.bytes, frame.start, frame.end)
      if (network < 0) {
        linkFlaw(network)
        return
      }
      if (!decodeIp(packet, frame.bytes, network, frame.end, complain)) return
      if (packet.wireEnd > packet.end && !cut) {
        complain('ip-header-invalid', `IP length ${packet.wireEnd - packet.end} beyond the frame`, here())
      }
      if (assembled()) follow()
    },
    end() {
      expireFragments(Number.POSITIVE_INFINITY)
      connections.end()
    },
    messages: messages.count,
    firstAt: () => (times[0]! > times[1]! ? undefined : times[0]),
    lastAt: () => (times[0]! > times[1]! ? undefined : times[1]),
    connections,
    traffic: traffic.counts,
  }
}
