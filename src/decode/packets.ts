import type { Complain } from '../model/flaw.ts'
import type { Micros } from '../model/time.ts'
import type { CaptureSink } from './capture.ts'
import { type ConnectionReader, createConnectionReader } from './connections.ts'
import type { Frame } from './container/frame.ts'
import { createDatagramReader } from './datagrams.ts'
import { SHORT_FRAME } from './link/ether-type.ts'
import { LINK_TYPES } from './link/link-types.ts'
import { createMessageWriter } from './messages.ts'
import { createFragments } from './network/fragments.ts'
import { decodeIcmp } from './network/icmp.ts'
import { decodeIp } from './network/ip.ts'
import { Packet } from './network/packet.ts'
import { innerPacket, isTunnel } from './network/tunnel.ts'
import { decodeUdp } from './network/udp.ts'

const ICMP = 1
const TCP = 6
const UDP = 17
const ICMPV6 = 58
/** Tunnels inside tunnels that are followed. */
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
}

export function createPacketReader(frame: Frame, sink: CaptureSink, complain: Complain): PacketReader {
  const packet = new Packet()
  const messages = createMessageWriter(sink.message, complain)
  const datagram = createDatagramReader(sink, messages, complain)
  const connections = createConnectionReader(messages, complain)
  const fragments = createFragments(complain)
  let linkType = -1
  let decodeLink = LINK_TYPES.get(linkType)
  let unsupportedLink = ''
  let firstAt = Number.POSITIVE_INFINITY
  let lastAt = Number.NEGATIVE_INFINITY

  function here(): { readonly kind: 'frame'; readonly number: number } {
    return { kind: 'frame', number: packet.frame }
  }

  function transport(): void {
    if (packet.protocol === UDP) {
      if (decodeUdp(packet, complain)) datagram(packet)
    } else if (packet.protocol === TCP) connections.read(packet)
    else if (packet.protocol === ICMP || packet.protocol === ICMPV6) {
      const error = decodeIcmp(packet)
      if (error !== undefined) sink.icmpError(error)
    }
  }

  function chooseLink(): void {
    linkType = frame.linkType
    decodeLink = LINK_TYPES.get(linkType)
    unsupportedLink = linkType < 0 ? 'frames of an interface that no block describes' : `LINKTYPE ${linkType}`
  }

  /** False for a fragment that waits for others. */
  function assembled(): boolean {
    return (!packet.moreFragments && packet.fragmentOffset === 0) || fragments.add(packet)
  }

  /** Goes on to the innermost IP packet; false where there is none to be read. */
  function leaveTunnels(): boolean {
    for (let depth = 0; isTunnel(packet.protocol); depth++) {
      const inner = depth < MAX_TUNNELS ? innerPacket(packet) : -1
      if (inner < 0 || !decodeIp(packet, packet.bytes, inner, packet.end, complain) || !assembled()) return false
    }
    return true
  }

  /** Reads what there is of datagrams whose other pieces did not come; `packet` is lent to them. */
  function expireFragments(now: number): void {
    fragments.expire(now, packet, transport)
    packet.frame = frame.number
    packet.at = frame.at
  }

  return {
    read() {
      if (frame.linkType !== linkType) chooseLink()
      packet.frame = frame.number
      packet.at = frame.at
      if (frame.at > lastAt) lastAt = frame.at
      if (frame.at < firstAt) firstAt = frame.at
      const cut = frame.originalLength > frame.end - frame.start
      if (cut) {
        complain('snaplen-cut', `${frame.end - frame.start} of ${frame.originalLength} bytes`, here())
      }
      if (decodeLink === undefined) {
        complain('link-type-unsupported', unsupportedLink, here())
        return
      }
      if (frame.at >= fragments.deadline()) expireFragments(frame.at)
      const network = decodeLink(frame.bytes, frame.start, frame.end)
      if (network < 0) {
        if (network === SHORT_FRAME) complain('link-frame-short', `${frame.end - frame.start} bytes`, here())
        return
      }
      if (!decodeIp(packet, frame.bytes, network, frame.end, complain)) return
      if (packet.wireEnd > packet.end && !cut) {
        complain('ip-header-invalid', `IP length ${packet.wireEnd - packet.end} beyond the frame`, here())
      }
      if (assembled() && (!isTunnel(packet.protocol) || leaveTunnels())) transport()
    },
    end() {
      expireFragments(Number.POSITIVE_INFINITY)
      connections.end(packet)
    },
    messages: messages.count,
    firstAt: () => (firstAt > lastAt ? undefined : firstAt),
    lastAt: () => (firstAt > lastAt ? undefined : lastAt),
    connections,
  }
}
