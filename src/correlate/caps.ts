/** Bounds on what correlation remembers at one time, chosen by us; what has ended goes first, then what has been idle longest. */
export const CAPS = {
  conversations: 10_000,
  /** Of which settled: ended, and nothing awaited. Beyond a hundred calls a second they wait less than T4. */
  settled: 500,
  /** Characters of SIP held in all: some 25,000 messages, 100 MiB with what is made of them. */
  chars: 16 * 1024 * 1024,
  /** What comes after these is not kept. */
  callMessages: 2_000,
  /** Of a registration or exchange the latest are kept. */
  otherMessages: 200,
  icmpErrorsPerCall: 100,
  /** Streams of one call: some rules look at each with each. */
  streamsPerCall: 500,
  /** Streams nobody announced. */
  orphanStreams: 1_000,
  /** Ways between two ports, media addresses, and hosts remembered; some 5 MiB each. */
  ways: 50_000,
  /** Hashes of Call-IDs whose conversation was released. */
  recentKeys: 50_000,
  /** Users and methods whose credentials are remembered. */
  credentialUsers: 10_000,
  /** Ways between two hosts on which OPTIONS are counted. */
  pings: 1_000,
  /** Pairs of hosts with RTP that are remembered. Beyond them none is missed: a rule only has less to go by, and says nothing. */
  rtpPairs: 100_000,
  /** User agents listed. */
  endpoints: 1_000,
  /** Ways between two hosts that calls are counted on, hosts they go to, and attempts whose times are kept (16 octets each). */
  peers: 1_000,
  peerHosts: 500,
  peerAttempts: 500_000,
  /** Ways between two ports with STUN, by method; DTLS associations; T.38 streams. */
  stunExchanges: 10_000,
  dtlsAssociations: 10_000,
  faxStreams: 10_000,
  /** TLS connections. */
  tlsHandshakes: 1_000,
  /** Of each kind of thing that the network did: connections, lookups, keepalives, lost fragments, INVITEs nobody took. */
  networkFacts: 1_000,
} as const

export type Caps = { readonly [name in keyof typeof CAPS]: number }

/** Sets a key as the newest of at most `max`; the oldest is forgotten. */
export function putNewest<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > max) map.delete(map.keys().next().value!)
}

/** Bounds on what is followed at once, chosen by us: a stream takes 10 KB, and 15 while nobody has told its clock. */
export const RTP_CAPS = {
  /** Some 25,000 calls, in 500 MB; what comes after these is not followed. */
  streams: 50_000,
  /** Of these such as have not come to `NEWS_PACKETS` yet: it takes one packet to make one up. Past it see `believe` and `recognise` of rtp-streams.ts. */
  young: 8_192,
}
