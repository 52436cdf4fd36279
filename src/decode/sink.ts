import type { DtlsEvent } from '../model/dtls.ts'
import type { UdptlPacket } from '../model/fax.ts'
import type { SipMessage } from '../model/message.ts'
import type { TcpConnectionRecord, WebSocketUpgrade } from '../model/network.ts'
import type { IcmpError } from '../model/packet.ts'
import type { StunMessage } from '../model/stun.ts'
import type { TlsHandshake } from '../model/tls.ts'
import type { DnsBody } from './dns/message.ts'
import type { Packet } from './network/packet.ts'

/** Where the contents of a capture go. `packet` is one object, overwritten by the next packet: read it, do not keep it. */
export interface CaptureSink {
  message(message: SipMessage): void
  icmpError(error: IcmpError): void
  /** A UDP payload that may be RTP: version 2 and long enough, no more is known. */
  rtp(packet: Packet): void
  /** A UDP payload that may be RTCP. */
  rtcp(packet: Packet): void
  /** A STUN message, but for the indications in which a TURN server relays media. */
  stun(message: StunMessage): void
  /** What a DTLS handshake message says, an alert, or the first encrypted record of a kind. */
  dtls(event: DtlsEvent): void
  t38(packet: UdptlPacket): void
  /** A TLS connection that is over, or no longer followed. */
  tls(handshake: TlsHandshake): void
  /** What the network does beside: for those who want it. */
  readonly network?: NetworkSink
}

export interface NetworkSink {
  /** A TCP connection that is over, where it may be one of SIP. */
  connection(record: TcpConnectionRecord): void
  upgrade(answer: WebSocketUpgrade): void
  dns(packet: Packet, body: DnsBody): void
  /** Line ends over UDP. */
  keepalive(packet: Packet): void
  /** A datagram of which pieces are missing; `frame` holds the first. */
  fragmentsLost(frame: number): void
}
