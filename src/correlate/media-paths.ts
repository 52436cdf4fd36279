import { trafficList } from '../decode/traffic.ts'
import type { CaptureFacts } from '../model/call.ts'
import type { DtlsEvent } from '../model/dtls.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { UdptlPacket } from '../model/fax.ts'
import type { Complain } from '../model/flaw.ts'
import type { StunMessage } from '../model/stun.ts'
import type { Protocol, TrafficCount } from '../model/traffic.ts'
import type { IceName } from './announcements.ts'
import type { Caps } from './caps.ts'
import { createDtlsAssociations } from './dtls-associations.ts'
import { createFaxStreams } from './fax-streams.ts'
import type { RtpCounters } from './rtp-streams.ts'
import { createStunExchanges } from './stun-exchanges.ts'

/** What is known of the ways media takes, beside RTP itself. */
export interface MediaPaths {
  stun(message: StunMessage): void
  dtls(event: DtlsEvent): void
  t38(packet: UdptlPacket): void
  /** What two ends called each other when they checked the way between them (ICE); undefined when they were not seen to. */
  readonly iceName: IceName
  facts(): Pick<CaptureFacts, 'stunExchanges' | 'dtlsAssociations' | 'faxStreams'>
}

/** `keyed` is told of each two ports between which DTLS agreed on SRTP. */
export function createMediaPaths(
  complain: Complain,
  caps: Caps,
  keyed: (client: Endpoint, server: Endpoint) => void,
): MediaPaths {
  const exchanges = createStunExchanges(complain, caps.stunExchanges)
  const associations = createDtlsAssociations(complain, caps.dtlsAssociations, keyed)
  const streams = createFaxStreams(complain, caps.faxStreams)
  return {
    stun: exchanges.message,
    dtls: associations.event,
    t38: streams.packet,
    iceName: exchanges.nameBetween,
    facts: () => ({
      stunExchanges: exchanges.list(),
      dtlsAssociations: associations.list(),
      faxStreams: streams.list(),
    }),
  }
}

/** What the decoder counted, with RTP and RTCP as far as they were believed; copies made by the capture are packets too. */
export function trafficOf(decoded: ReadonlyMap<Protocol, number>, media: RtpCounters): readonly TrafficCount[] {
  const { rtpPackets, srtpPackets, duplicates, rtcpPackets, srtcpPackets, others } = media
  return trafficList(
    new Map([
      ...decoded,
      ['RTP', rtpPackets - srtpPackets + duplicates],
      ['SRTP', srtpPackets],
      ['RTCP', rtcpPackets - srtcpPackets],
      ['SRTCP', srtcpPackets],
      ['not recognised', (decoded.get('not recognised') ?? 0) + others],
    ]),
  )
}
