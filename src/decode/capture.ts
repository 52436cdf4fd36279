import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { Micros } from '../model/time.ts'
import { Frame } from './container/frame.ts'
import { createContainerReader } from './container/reader.ts'
import { SHORT_FRAME } from './link/ether-type.ts'
import { LINK_TYPES } from './link/link-types.ts'
import { createEndpoints } from './network/address.ts'
import { createDuplicateFilter } from './network/duplicates.ts'
import { createFragments } from './network/fragments.ts'
import { decodeIcmp } from './network/icmp.ts'
import { decodeIp } from './network/ip.ts'
import { destinationPort, Packet, sourcePort } from './network/packet.ts'
import { decodeTcp, TcpHeader } from './network/tcp.ts'
import { createTcpStreams } from './network/tcp-streams.ts'
import { innerPacket, isTunnel } from './network/tunnel.ts'
import { decodeUdp } from './network/udp.ts'
import { KIND_RTCP, KIND_RTP, KIND_TEXT, payloadKind } from './rtp/demultiplex.ts'
import { decodeSip } from './sip/message.ts'
import { looksLikeSip, textOfBytes } from './sip/wire.ts'

const ICMP = 1
const TCP = 6
const UDP = 17
const ICMPV6 = 58
/** Tunnels inside tunnels that are followed. */
const MAX_TUNNELS = 4
/** SIP over TLS (RFC 3261 §19.1.2). */
const SIPS_PORT = 5061

/** Where the contents of a capture go. `packet` is one object, overwritten by the next packet: read it, do not keep it. */
export interface CaptureSink {
  message(message: SipMessage): void
  icmpError(error: IcmpError): void
  /** A UDP payload that may be RTP: version 2 and long enough, no more is known. */
  rtp(packet: Packet): void
  /** A UDP payload that may be RTCP. */
  rtcp(packet: Packet): void
}

export interface CaptureCounters {
  /** Frames read, those of no use included. */
  readonly packets: number
  readonly bytes: number
  readonly messages: number
  /** Times of the earliest and latest frame; undefined before the first that has one. */
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** TCP segments that begin with a TLS record (RFC 8446 §5.1); those to or from port 5061 by themselves too. */
  readonly tlsRecords: number
  readonly sipsRecords: number
}

export interface CaptureDecoder {
  push(chunk: Uint8Array): void
  end(): void
  /** Undefined until the first four bytes have been read. */
  format(): 'pcap' | 'pcapng' | undefined
  counters(): CaptureCounters
}

/**
 * Reads a capture pushed in chunks of any size and hands SIP messages, ICMP errors and the payloads that may be RTP or
 * RTCP to `sink`, in the order of the file. Messages are numbered from 1; copies of one packet are dropped before that
 * (`capture-duplicate`). Never throws on what the capture holds.
 */
export function createCaptureDecoder(sink: CaptureSink, complain: Complain): CaptureDecoder {
  const frame = new Frame()
  const packet = new Packet()
  const tcpHeader = new TcpHeader()
  const endpoints = createEndpoints()
  const isDuplicate = createDuplicateFilter()
  const fragments = createFragments(complain)
  const tcpStreams = createTcpStreams((bytes, start, end, whole) => sip(bytes, start, end, 'TCP', whole), complain)
  const reader = createContainerReader(frame, onFrame, complain)
  let linkType = -1
  let decodeLink = LINK_TYPES.get(linkType)
  let unsupportedLink = ''
  let bytesRead = 0
  let messages = 0
  let tlsRecords = 0
  let sipsRecords = 0
  let firstAt = Number.POSITIVE_INFINITY
  let lastAt = Number.NEGATIVE_INFINITY

  function here(): { readonly kind: 'frame'; readonly number: number } {
    return { kind: 'frame', number: packet.frame }
  }

  function sip(bytes: Uint8Array, start: number, end: number, transport: 'UDP' | 'TCP', whole: boolean): void {
    const message = decodeSip(
      textOfBytes(bytes, start, end),
      {
        number: messages + 1,
        at: packet.at,
        origin: here(),
        source: endpoints.source(packet),
        destination: endpoints.destination(packet),
        transport,
        complete: whole,
      },
      complain,
    )
    if (message === undefined) return
    messages++
    sink.message(message)
  }

  function udp(): void {
    if (!decodeUdp(packet, complain)) return
    const { bytes, start, end } = packet
    switch (payloadKind(bytes, start, end)) {
      case KIND_RTP:
        sink.rtp(packet)
        return
      case KIND_RTCP:
        sink.rtcp(packet)
        return
      case KIND_TEXT:
        if (!looksLikeSip(bytes, start, end)) return
        if (isDuplicate(packet)) complain('capture-duplicate', 'a message twice within 5 ms', here())
        else sip(bytes, start, end, 'UDP', packet.wireEnd <= end)
    }
  }

  function tcp(): void {
    if (!decodeTcp(packet, tcpHeader, complain)) return
    if (isTlsRecord(packet.bytes, packet.start, packet.end)) {
      tlsRecords++
      if (sourcePort(packet) === SIPS_PORT || destinationPort(packet) === SIPS_PORT) sipsRecords++
    }
    tcpStreams.push(packet, tcpHeader)
  }

  function transport(): void {
    if (packet.protocol === UDP) udp()
    else if (packet.protocol === TCP) tcp()
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

  function onFrame(): void {
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
    push(chunk) {
      bytesRead += chunk.length
      reader.push(chunk)
    },
    end() {
      reader.end()
      expireFragments(Number.POSITIVE_INFINITY)
      tcpStreams.end(packet)
    },
    format: reader.format,
    counters: () => ({
      packets: frame.number,
      bytes: bytesRead,
      messages,
      firstAt: firstAt > lastAt ? undefined : firstAt,
      lastAt: firstAt > lastAt ? undefined : lastAt,
      tlsRecords,
      sipsRecords,
    }),
  }
}

/** Content type 20..23, version 3.0 to 3.4, a length of at most 2^14 + 256 (RFC 8446 §5.1, §5.2). */
function isTlsRecord(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5) return false
  const type = bytes[start]!
  return (
    type >= 20 &&
    type <= 23 &&
    bytes[start + 1] === 3 &&
    bytes[start + 2]! <= 4 &&
    ((bytes[start + 3]! << 8) | bytes[start + 4]!) <= 16_640
  )
}
