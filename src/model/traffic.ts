/** What packets carried, in the order it is shown. */
export const PROTOCOLS = [
  'SIP',
  'RTP',
  'SRTP',
  'RTCP',
  'SRTCP',
  'T.38',
  'STUN',
  'TURN',
  'DTLS',
  'ZRTP',
  'DNS',
  'SSDP',
  'HTTP',
  'RTSP',
  'MGCP',
  'MSRP',
  'H.323',
  'IAX2',
  'keepalive',
  'ICMP',
  'TCP',
  'IP fragment',
  'not recognised',
] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** Packets of one protocol; never 0. */
export interface TrafficCount {
  readonly protocol: Protocol
  readonly packets: number
}
