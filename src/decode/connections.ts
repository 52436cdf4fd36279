import type { Transport } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { TcpConnectionRecord, WebSocketUpgrade } from '../model/network.ts'
import type { TlsHandshake } from '../model/tls.ts'
import type { MessageWriter } from './messages.ts'
import { createEndpoints } from './network/address.ts'
import { destinationPort, type Packet, sourcePort } from './network/packet.ts'
import { decodeTcp, TcpHeader } from './network/tcp.ts'
import type { TcpConnection } from './network/tcp-connection.ts'
import { createTcpStreams } from './network/tcp-streams.ts'
import { isTlsRecord } from './stream/choose.ts'
import { ProtocolChooser, type ReaderOf } from './stream/chooser.ts'
import { FramedStream, HEP_FRAMES, LENGTH_FRAMES, TURN_FRAMES } from './stream/framed.ts'
import { MsrpStream } from './stream/msrp.ts'
import type { Connection } from './stream/reader.ts'
import { SipStream } from './stream/sip-stream.ts'
import { WebSocketStream } from './stream/websocket.ts'
import { MAX_SEARCH } from './tls/decryption.ts'
import type { KeyLog } from './tls/key-log.ts'
import { type TlsContext, TlsStream } from './tls/stream.ts'

/** SIP over TLS (RFC 3261 §19.1.2). */
const SIPS_PORT = 5061
const SIP_PORT = 5060

/** Reads what TCP segments carry. */
export interface ConnectionReader {
  /** The segment in the IP payload of `packet`. */
  read(packet: Packet): void
  /** Gives out what is still unfinished. */
  end(): void
  /** Segments that begin with a TLS record (RFC 8446 §5.1); those to or from port 5061 by themselves too. */
  tlsRecords(): number
  sipsRecords(): number
  /** Messages of RFC 4975. */
  msrpMessages(): number
}

/** Where the contents of connections go. Packets are lent. */
export interface ConnectionSink {
  readonly messages: MessageWriter
  tls(handshake: TlsHandshake): void
  /** A packet of a protocol that else comes over UDP: STUN, a channel of TURN, RTP (RFC 4571, RFC 8656). */
  datagram(packet: Packet): void
  /** A HEP3 packet. */
  hep(packet: Packet): void
  /** A connection that is over, where it may be one of SIP. */
  connection(record: TcpConnectionRecord): void
  /** The answer to who wants to open a WebSocket for SIP. */
  upgrade(answer: WebSocketUpgrade): void
}

/** Tells connections by what they carry, never by port, and reads those that may carry SIP; secrets come from `keyLog`. */
export function createConnectionReader(sink: ConnectionSink, keyLog: KeyLog, complain: Complain): ConnectionReader {
  const tcpHeader = new TcpHeader()
  const endpoints = createEndpoints()
  let tlsRecords = 0
  let sipsRecords = 0
  let msrpMessages = 0

  const countMsrp = (): void => {
    msrpMessages++
  }

  const tlsContext: TlsContext = {
    keyLog,
    search: { left: MAX_SEARCH },
    complain,
    messages: sink.messages,
    endpoints: (packet) => ({ source: endpoints.source(packet), destination: endpoints.destination(packet) }),
    handshake: sink.tls,
    inside: (connection, messages) => new ProtocolChooser(connection, readersOf(messages, true)),
  }

  /** `secure`: inside TLS, where there is no second TLS. */
  const readersOf = (messages: MessageWriter, secure: boolean): ReaderOf => {
    const webSocket = (connection: Connection, fromHead: boolean): WebSocketStream =>
      new WebSocketStream(connection, messages, complain, secure ? 'WSS' : 'WS', fromHead, sink.upgrade)
    const transport: Transport = secure ? 'TLS' : 'TCP'
    return (protocol, connection, side) => {
      switch (protocol) {
        case 'sip':
          connection.watch?.('sip')
          return new SipStream(connection, messages, complain, transport)
        case 'tls':
          connection.watch?.('tls')
          return secure ? undefined : new TlsStream(connection, side, tlsContext)
        case 'http':
          return webSocket(connection, true)
        case 'websocket':
          return webSocket(connection, false)
        case 'hep':
          return new FramedStream(connection, HEP_FRAMES, sink.hep, complain)
        case 'msrp':
          return new MsrpStream(connection, countMsrp)
        case 'stun':
          return new FramedStream(connection, TURN_FRAMES, sink.datagram, complain)
        case 'stun-framed':
          return new FramedStream(connection, LENGTH_FRAMES, sink.datagram, complain)
        case 'other':
        case 'unknown':
          return undefined
        default:
          return protocol satisfies never
      }
    }
  }

  const readers = readersOf(sink.messages, false)
  const tellOver = (connection: TcpConnection): void => {
    const record = recordOf(connection, endpoints)
    if (record) sink.connection(record)
  }
  const streams = createTcpStreams((connection) => new ProtocolChooser(connection, readers), complain, tellOver)

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
    msrpMessages: () => msrpMessages,
  }
}

/** How a connection fared; undefined for one that has nothing to do with SIP, as far as its contents or ports tell. */
function recordOf(
  connection: TcpConnection,
  endpoints: ReturnType<typeof createEndpoints>,
): TcpConnectionRecord | undefined {
  const { health, flows, opener } = connection
  const { protocol, closed } = health
  const first = connection.packet(flows[0] === undefined ? 1 : 0)
  const ends = [endpoints.source(first), endpoints.destination(first)] as const
  const isTurned = flows[0] === undefined
  const [one, other] = isTurned ? [ends[1], ends[0]] : ends
  const client = opener ?? ((one.port ?? 0) >= (other.port ?? 0) ? 0 : 1)
  const [from, to] = client === 0 ? [one, other] : [other, one]
  const answered = health.answered || (flows[0] !== undefined && flows[1] !== undefined)
  const isSipPort = to.port === SIP_PORT || to.port === SIPS_PORT
  if (protocol === undefined ? !isSipPort || answered : protocol === 'tls' && !isSipPort) return undefined
  const { opened, syns, refused, segments, repeated, stall, zeroWindow, idle, firstAt, lastAt } = health
  return {
    ...{ client: from, server: to, protocol, opened, syns, answered, refused, segments, repeated },
    ...{ stall, zeroWindow, idle, firstAt, lastAt },
    closed: closed && {
      frame: closed.frame,
      at: closed.at,
      how: closed.how,
      by: closed.side === client ? 'client' : 'server',
    },
  }
}
