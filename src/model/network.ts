import type { Endpoint } from './endpoint.ts'
import type { SipRequest } from './message.ts'
import type { LogEvent } from './packet.ts'
import type { Micros } from './time.ts'

/** Something at a place in a capture. */
export interface Moment {
  readonly frame: number
  readonly at: Micros
}

/** A TCP connection that carried SIP, TLS on a port of SIP, or that was opened to a port of SIP in vain (RFC 9293). */
export interface TcpConnectionRecord {
  /** Who opened it; where no SYN was seen, who has the higher port. */
  readonly client: Endpoint
  readonly server: Endpoint
  /** What it carries; undefined where nothing was said. */
  readonly protocol: 'sip' | 'tls' | 'websocket' | undefined
  /** The first SYN, and how often it was sent; 0 where the connection was there before the capture. */
  readonly opened: Moment | undefined
  readonly syns: number
  /** The server took part: by a SYN-ACK or data. */
  readonly answered: boolean
  /** The RST that answered a SYN. */
  readonly refused: Moment | undefined
  /** Segments with data, and those of them that had been sent before. */
  readonly segments: number
  readonly repeated: number
  /** The longest wait for a segment that was missing, and the longest time a side told the other to send nothing. */
  readonly stall: (Moment & { readonly us: Micros }) | undefined
  readonly zeroWindow: (Moment & { readonly us: Micros }) | undefined
  /** The longest time without any segment; `at` is its end. */
  readonly idle: (Moment & { readonly us: Micros }) | undefined
  readonly closed: (Moment & { readonly how: 'fin' | 'rst'; readonly by: 'client' | 'server' }) | undefined
  readonly firstAt: Micros
  readonly lastAt: Micros
}

/** The HTTP exchange that opens a WebSocket for SIP (RFC 6455 §4, RFC 7118 §4). */
export interface WebSocketUpgrade extends Moment {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly status: number
  readonly reason: string
  /** Sec-WebSocket-Protocol of the answer; undefined without one. */
  readonly protocol: string | undefined
}

/** A question to a name server with its answer (RFC 1035 §4). */
export interface DnsLookup extends Moment {
  /** Lower case, without the final dot. */
  readonly name: string
  /** `A`, `AAAA`, `SRV`, `NAPTR` ..., or a number. */
  readonly type: string
  readonly client: Endpoint
  readonly server: Endpoint
  /** Times it was asked. */
  readonly tries: number
  readonly answer: DnsAnswer | undefined
}

export interface DnsAnswer extends Moment {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` ..., or a number. */
  readonly code: string
  /** Records in the answer section. */
  readonly records: number
  /** Of SRV records: `host:port`, the preferred first (RFC 2782). */
  readonly targets: readonly string[]
}

/** Line ends that keep a UDP binding open, from one place to another (RFC 5626 §3.5.1 and common practice). */
export interface KeepaliveSeries {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly count: number
  readonly firstAt: Micros
  readonly lastAt: Micros
}

/** An initial INVITE that nobody took: no response at all, or one of those that say that nobody is there. */
export interface LostInvite {
  readonly request: SipRequest
  /** Undefined where no response came. */
  readonly status: number | undefined
  readonly at: Micros | undefined
  /** `alice@example.com` of its To. */
  readonly user: string
  readonly destination: Endpoint | undefined
  /** Host of the Request-URI. */
  readonly target: string | undefined
}

/** What the network did to signalling, over the whole input so far. Every list is capped (`network-facts-capped`). */
export interface NetworkFacts {
  readonly connections: readonly TcpConnectionRecord[]
  readonly upgrades: readonly WebSocketUpgrade[]
  readonly lookups: readonly DnsLookup[]
  readonly keepalives: readonly KeepaliveSeries[]
  /** Frames of messages of which other IP fragments are missing. */
  readonly lostFragments: ReadonlySet<number>
  readonly lostInvites: readonly LostInvite[]
  /** Lines of a log that tell of the transport: names, connections, handshakes. */
  readonly logs: readonly LogEvent[]
}
