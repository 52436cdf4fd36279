import type { Call, Transaction } from '../model/call.ts'
import type { Release } from '../model/call-facts.ts'
import { endpointText } from '../model/endpoint.ts'
import type { SipMessage, SipRequest, SipResponse } from '../model/message.ts'
import { callersOwn } from './attempts.ts'
import { releasedBy, senderOf } from './call-parties.ts'
import { partiesOf } from './parties.ts'
import { causesOf, timerOf } from './release-causes.ts'

/**
 * How a call ended, who ended it and why, as its messages say; undefined while it goes on or where its end was not seen.
 * `starts` are the INVITEs that began it.
 */
export function releaseOf(call: Call, starts: readonly Transaction[]): Release | undefined {
  if (call.bye) return byBye(call, call.bye, starts)
  if (call.answer) return undefined
  const cancel =
    callersOwn(starts).find((start) => start.cancel)?.cancel ?? starts.find((start) => start.cancel)?.cancel
  if (call.outcome === 'cancelled' && cancel) return byCancel(call, cancel)
  if (call.failure) return byFinal(call, call.failure, starts)
  if (cancel) return byCancel(call, cancel)
  return call.outcome === 'timed-out' ? SILENCE : undefined
}

const SILENCE: Release = {
  how: 'timeout',
  by: undefined,
  host: undefined,
  at: undefined,
  message: undefined,
  status: undefined,
  timer: 'no response',
  causes: [],
}

function byBye(call: Call, bye: SipRequest, starts: readonly Transaction[]): Release {
  const causes = causesOf(bye)
  return {
    ...said('bye', bye),
    by: senderOfBye(call, bye, starts),
    timer: unacknowledged(call, bye) ?? timerOf(causes),
    causes,
  }
}

/** The 2xx was never acknowledged, and its sender gave up: 64*T1 later (RFC 3261 §13.3.1.4), some stacks sooner. */
function unacknowledged(call: Call, bye: SipRequest): string | undefined {
  if (!call.answer || call.ack || senderOf(call, bye) === 'caller') return undefined
  return call.transactions.some(({ method, finals }) => method === 'INVITE' && finals.length > 2) ? 'no ACK' : undefined
}

/**
 * By its tags, and where it came from: one that a host in the middle of the path sent first, and to both sides or not from where
 * that side lives, is that host's own.
 */
function senderOfBye(call: Call, bye: SipRequest, starts: readonly Transaction[]): Release['by'] {
  const host = bye.source?.address
  const own = starts[0]?.request
  const tagged = releasedBy(call, bye)
  if (host === undefined || own?.source === undefined || !middleHosts(starts).has(host)) return tagged
  // A proxy's BYE passed it: what it got, it did not say.
  const got = call.transactions.some(
    ({ method, request }) => method === 'BYE' && request.destination?.address === host && request.number < bye.number,
  )
  return got ? tagged : 'intermediary'
}

/** Hosts that both got and sent an INVITE of this call: from and to others, since programs of one machine may call each other. */
function middleHosts(starts: readonly Transaction[]): ReadonlySet<string> {
  const hops = starts.map(({ request }) => ({ from: request.source?.address, to: request.destination?.address }))
  const between = hops.filter(({ from, to }) => from !== to)
  const got = new Set(between.map(({ to }) => to))
  return new Set(between.flatMap(({ from }) => (from !== undefined && got.has(from) ? [from] : [])))
}

function byCancel(call: Call, cancel: SipRequest): Release {
  const caller = call.invite?.source?.address
  const host = cancel.source?.address
  const by = caller === undefined || host === undefined || caller === host ? 'caller' : 'intermediary'
  const causes = causesOf(cancel)
  return { ...said('cancel', cancel), by, timer: timerOf(causes), causes }
}

function byFinal(call: Call, failure: SipResponse, starts: readonly Transaction[]): Release {
  const { status } = failure
  const origin = authorOf(failure, starts)
  const causes = causesOf(origin.response)
  const silent = status === 408 || status === 504
  const rang = call.messages.some((one) => one.kind === 'response' && one.method === 'INVITE' && isRinging(one))
  const unheard = silent ? (rang ? 'no answer' : 'no response') : undefined
  return {
    ...said(status < 400 ? 'redirected' : 'refused', origin.response),
    by: origin.by,
    timer: unheard ?? timerOf(causes),
    causes,
  }
}

const isRinging = ({ status }: SipResponse): boolean => status >= 180 && status < 200

/**
 * Who made up a final response: of that status the first seen stands nearest its author. A host that went on with the INVITE and
 * got no such response itself speaks for itself.
 */
function authorOf(
  failure: SipResponse,
  starts: readonly Transaction[],
): { readonly response: SipResponse; readonly by: Release['by'] } {
  let first = failure
  for (const { finals } of starts)
    for (const final of finals) if (final.status === failure.status && final.number < first.number) first = final
  const host = first.source?.address
  return { response: first, by: host !== undefined && middleHosts(starts).has(host) ? 'intermediary' : 'callee' }
}

function said(how: Release['how'], message: SipMessage) {
  const { from } = partiesOf(message)
  return {
    how,
    host: from && endpointText(from),
    at: message.at,
    message: message.number,
    status: message.kind === 'response' ? message.status : undefined,
  }
}
