import type { Call } from '../../model/call.ts'
import type { SipMessage, SipResponse } from '../../model/message.ts'
import type { CallVantage, Distance, Vantage } from '../../model/quality.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import { type StreamPlace, streamPlacesOf } from './attribution.ts'

/** Who answers within this time is the capturing host, or beside it. Chosen by us: no router hop with work to do is faster. */
const NEAR_MS = 2
/** What systems begin to count down from (RFC 1700: 64; Windows: 128; routers, Solaris: 255). */
const FIRST_TTLS = [64, 128, 255]

/**
 * Where a call was captured, by how far its two ends are: the host that sent the first INVITE seen, and the one that got the
 * last initial INVITE seen. `unknown` where an end has shown nothing, or both are near.
 */
export function vantageOf(call: Call): CallVantage {
  const places = streamPlacesOf(call)
  const invites = call.transactions.filter(({ method, initial }) => method === 'INVITE' && initial)
  const [callerHost, calleeHost] = [invites[0]?.request.source, invites.at(-1)?.request.destination]
  const caller = distanceOf(call, callerHost?.address, halfOf(places, 'caller'))
  const callee = distanceOf(call, calleeHost?.address, halfOf(places, 'callee'))
  return { vantage: verdict(isNear(caller), isNear(callee)), caller, callee }
}

/** Undefined where nothing is known of that end. A host that answers at once is near, however its TTL was set. */
function isNear({ hops, turnaroundMs, roundTripMs }: Distance): boolean | undefined {
  const quickest = Math.min(turnaroundMs ?? Number.POSITIVE_INFINITY, roundTripMs ?? Number.POSITIVE_INFINITY)
  if (quickest < NEAR_MS) return true
  if (hops !== undefined) return hops === 0
  // An answer that took its time may have been thought about; a round trip that RTCP measured is the way alone.
  return roundTripMs === undefined ? undefined : false
}

function verdict(caller: boolean | undefined, callee: boolean | undefined): Vantage {
  if (caller === undefined || callee === undefined) return 'unknown'
  if (caller !== callee) return caller ? 'near-caller' : 'near-callee'
  return caller ? 'unknown' : 'middle'
}

function distanceOf({ messages }: Call, host: string | undefined, roundTripMs: number | undefined): Distance {
  if (host === undefined) return { hops: undefined, turnaroundMs: undefined, roundTripMs }
  let hops: number | undefined
  for (const { source, ttl } of messages) {
    if (source?.address !== host || ttl === undefined) continue
    const away = FIRST_TTLS.find((first) => first >= ttl)! - ttl
    hops = Math.min(hops ?? away, away)
  }
  const turnaround = turnaroundUs(messages, host)
  return { hops, turnaroundMs: turnaround === undefined ? undefined : turnaround / MICROS_PER_MS, roundTripMs }
}

/** From a message to the host to the first one of it in the same exchange: a response to a request, the ACK to a 2xx. */
function turnaroundUs(messages: readonly SipMessage[], host: string): Micros | undefined {
  const asked = new Map<string, Micros>()
  let quickest: Micros | undefined
  for (const message of messages) {
    const { source, destination, at, cseq } = message
    if (at === undefined || cseq === undefined) continue
    const key = `${message.fromTag} ${cseq.number} ${cseq.method === 'ACK' ? 'INVITE' : cseq.method}`
    const awaits = message.kind === 'request' ? message.method !== 'ACK' : isInviteFinal(message)
    if (destination?.address === host && awaits && !asked.has(key)) asked.set(key, at)
    const since = source?.address === host ? asked.get(key) : undefined
    if (since === undefined) continue
    asked.delete(key)
    if (quickest === undefined || at - since < quickest) quickest = at - since
  }
  return quickest
}

/** It is acknowledged at once. */
const isInviteFinal = ({ method, status }: SipResponse): boolean => method === 'INVITE' && status >= 200

/** The round trip between the tap and that party, by the streams it sent or received. */
function halfOf(places: readonly StreamPlace[], party: 'caller' | 'callee'): number | undefined {
  let least: number | undefined
  for (const { stream, by } of places) {
    const { sender, receiver } = stream.rtcp.roundTrip
    const mean = (by === party ? sender : receiver)?.meanMs
    if (mean !== undefined && (least === undefined || mean < least)) least = mean
  }
  return least
}
