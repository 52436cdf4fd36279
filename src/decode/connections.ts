import type { Complain } from '../model/flaw.ts'
import type { MessageWriter } from './messages.ts'
import { destinationPort, type Packet, sourcePort } from './network/packet.ts'
import { decodeTcp, TcpHeader } from './network/tcp.ts'
import { createTcpStreams } from './network/tcp-streams.ts'

/** SIP over TLS (RFC 3261 §19.1.2). */
const SIPS_PORT = 5061

/** Reads what TCP segments carry. */
export interface ConnectionReader {
  /** The segment in the IP payload of `packet`. */
  read(packet: Packet): void
  /** Gives out what is still unfinished; `packet` is lent for it. */
  end(packet: Packet): void
  /** Segments that begin with a TLS record (RFC 8446 §5.1); those to or from port 5061 by themselves too. */
  tlsRecords(): number
  sipsRecords(): number
}

export function createConnectionReader(messages: MessageWriter, complain: Complain): ConnectionReader {
  const tcpHeader = new TcpHeader()
  const streams = createTcpStreams(
    (packet, bytes, start, end, whole) => messages.write(packet, bytes, start, end, 'TCP', whole),
    complain,
  )
  let tlsRecords = 0
  let sipsRecords = 0
  return {
    read(packet) {
      if (!decodeTcp(packet, tcpHeader, complain)) return
      if (isTlsRecord(packet.bytes, packet.start, packet.end)) {
        tlsRecords++
        if (sourcePort(packet) === SIPS_PORT || destinationPort(packet) === SIPS_PORT) sipsRecords++
      }
      streams.push(packet, tcpHeader)
    },
    end: streams.end,
    tlsRecords: () => tlsRecords,
    sipsRecords: () => sipsRecords,
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
