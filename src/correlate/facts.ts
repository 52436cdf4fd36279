import { firstValue } from '../decode/sip/message.ts'
import type { CaptureFacts, SeenEndpoint } from '../model/call.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { SipMessage } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { CAPS } from './caps.ts'
import { partiesOf } from './parties.ts'

/** Share of messages that must have a time, and how far it may run backwards (rules.md §2, timing available). */
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
  /** `endpoints` and `rtpHosts` go on growing; the rest is as of now. */
  facts(kind: CaptureFacts['kind'], counters: Counters, ended: boolean): CaptureFacts
}

/** `labels` are given to SIP hosts in the order of their first appearance. */
export function createFacts(labels: readonly string[] = []): FactsKeeper {
  const seen = createEndpointList(labels)
  const rtpHosts = new Set<string>()
  let messages = 0
  let timedMessages = 0
  let backwards = false
  let firstAt: Micros | undefined
  let lastAt: Micros | undefined
  let latestMessageAt: Micros | undefined

  return {
    message(message) {
      messages++
      seen.message(message)
      const { at } = message
      if (at === undefined) return
      timedMessages++
      if (latestMessageAt !== undefined && at < latestMessageAt - BACKWARDS_US) backwards = true
      latestMessageAt = Math.max(at, latestMessageAt ?? at)
      firstAt = firstAt === undefined ? at : Math.min(firstAt, at)
      lastAt = lastAt === undefined ? at : Math.max(lastAt, at)
    },
    stream({ source, destination }) {
      rtpHosts.add(source.address)
      rtpHosts.add(destination.address)
    },
    facts: (kind, counters, ended) => ({
      ...counters,
      kind,
      messages,
      rtpHosts,
      endpoints: seen.list(),
      firstAt: counters.firstAt ?? firstAt,
      lastAt: counters.lastAt ?? lastAt,
      timed: messages > 0 && timedMessages >= TIMED_SHARE * messages && !backwards,
      ended,
    }),
  }
}

/** SIP hosts in order of first appearance, at most `CAPS.endpoints`, each with the product it claims to be. */
function createEndpointList(labels: readonly string[]) {
  const list: SeenEndpoint[] = []
  const byHost = new Map<string, number>()

  const meet = (endpoint: Endpoint | undefined, message: SipMessage): number | undefined => {
    if (!endpoint) return undefined
    const known = byHost.get(endpoint.address)
    if (known !== undefined || list.length >= CAPS.endpoints) return known
    byHost.set(endpoint.address, list.length)
    list.push({ endpoint, label: labels[list.length], product: undefined, message })
    return list.length - 1
  }

  return {
    message(message: SipMessage): void {
      const { from, to } = partiesOf(message)
      const sender = meet(from, message)
      meet(to, message)
      if (sender === undefined || list[sender]!.product !== undefined) return
      const product = productOf(message)
      if (product !== undefined) list[sender] = { ...list[sender]!, product, message }
    },
    list: (): readonly SeenEndpoint[] => list,
  }
}

function productOf(message: SipMessage): string | undefined {
  const server = message.kind === 'response' ? firstValue(message, 'server') : undefined
  return server ?? firstValue(message, 'user-agent')
}
