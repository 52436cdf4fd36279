import { ownString } from '../decode/own-string.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type { JoinedCall } from '../model/joined-call.ts'
import { hasHeader, type SipMessage } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { CAPS } from './caps.ts'
import { createEndpoints } from './endpoints.ts'
import { addressOf } from './parties.ts'
import { createPeers } from './peers/peers.ts'
import { createPings } from './pings.ts'

/** Share of messages that must have a time, and how far it may run backwards. */
const TIMED_SHARE = 0.95
const BACKWARDS_US = MICROS_PER_SECOND

/** Figures the decoder counts; of a capture the times of its first and last frame too, whatever is in them. */
export type Counters = Pick<
  CaptureFacts,
  | 'packets'
  | 'rtpPackets'
  | 'rtcpPackets'
  | 'tlsRecords'
  | 'droppedPackets'
  | 'traffic'
  | 'stunExchanges'
  | 'dtlsAssociations'
  | 'faxStreams'
  | 'tls'
  | 'firstAt'
  | 'lastAt'
>

/** Those of an input without packets. */
export const NO_PACKETS: Counters = {
  packets: 0,
  rtpPackets: 0,
  rtcpPackets: 0,
  tlsRecords: 0,
  droppedPackets: 0,
  traffic: [],
  stunExchanges: [],
  dtlsAssociations: [],
  faxStreams: [],
  tls: [],
  firstAt: undefined,
  lastAt: undefined,
}

/** Gathers what is known of the whole input. */
export interface FactsKeeper {
  message(message: SipMessage): void
  stream(stream: RtpStream): void
  /** A conversation that is final. */
  conversation(conversation: Conversation): void
  /** Calls that turned out to be one. */
  joined(joined: JoinedCall): void
  /** `endpoints` and `rtpPeers` go on growing; the rest is as of now. Flaws are for the caller to add. */
  facts(kind: CaptureFacts['kind'], counters: Counters, ended: boolean): Omit<CaptureFacts, 'flaws'>
}

/** `labels` are given to SIP hosts in the order of their first appearance. */
export function createFacts(complain: Complain, labels: readonly string[] = []): FactsKeeper {
  const endpoints = createEndpoints(complain, labels)
  const peers = createPeers(complain)
  const pings = createPings(complain)
  const rtpPeers = new Map<string, Set<string>>()
  let rtpPairs = 0
  const credentials = new Map<string, Micros | undefined>()
  let messages = 0
  let timedMessages = 0
  let backwards = false
  let fine = false
  let firstAt: Micros | undefined
  let lastAt: Micros | undefined
  let latestMessageAt: Micros | undefined

  return {
    message(message) {
      messages++
      endpoints.message(message)
      const { at } = message
      if (message.kind === 'request' && hasCredentials(message)) {
        const who = credentialUser(message)
        if (credentials.size < CAPS.credentialUsers || credentials.has(who)) credentials.set(who, at)
        else complain('attempts-capped', who, message.origin)
      }
      if (at === undefined) return
      timedMessages++
      if (at % MICROS_PER_SECOND !== 0) fine = true
      if (latestMessageAt !== undefined && at < latestMessageAt - BACKWARDS_US) backwards = true
      latestMessageAt = Math.max(at, latestMessageAt ?? at)
      firstAt = firstAt === undefined ? at : Math.min(firstAt, at)
      lastAt = lastAt === undefined ? at : Math.max(lastAt, at)
    },
    conversation(conversation) {
      endpoints.conversation(conversation)
      peers.add(conversation)
      pings.add(conversation)
    },
    joined: endpoints.joined,
    stream({ source, destination }) {
      if (rtpPairs >= CAPS.rtpPairs || rtpPeers.get(source.address)?.has(destination.address)) return
      rtpPairs++
      addPeer(rtpPeers, source.address, destination.address)
      addPeer(rtpPeers, destination.address, source.address)
    },
    facts: (kind, counters, ended) => ({
      ...counters,
      kind,
      messages,
      rtpPeers,
      endpoints: endpoints.seen,
      hosts: ended ? endpoints.records() : [],
      peers: ended ? peers.list() : [],
      pings: ended ? pings.list() : [],
      wholeSeconds: timedMessages > 0 && !fine,
      credentials,
      firstAt: counters.firstAt ?? firstAt,
      lastAt: counters.lastAt ?? lastAt,
      timed: messages > 0 && timedMessages >= TIMED_SHARE * messages && !backwards,
      ended,
    }),
  }
}

function addPeer(peers: Map<string, Set<string>>, host: string, other: string): void {
  const known = peers.get(host)
  if (known) known.add(other)
  else peers.set(host, new Set([other]))
}

const hasCredentials = (message: SipMessage): boolean =>
  hasHeader(message, 'authorization') || hasHeader(message, 'proxy-authorization')

/** Whose credentials a request carries, in the words of `CaptureFacts.credentials`. */
export const credentialUser = (message: SipMessage): string =>
  ownString(`${message.method} ${(addressOf(message, 'from') ?? '').replace(/^sips?:/i, '')}`)
