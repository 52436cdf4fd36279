import type { Call, Transaction } from '../model/call.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { CallRecord, LadderRow } from '../model/events.ts'
import type { SipMessage, SipResponse } from '../model/message.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'
import { partiesOf } from './parties.ts'
import { retransmissionsOf } from './transactions.ts'

/** Rows of one ladder, the first ones; more than a person reads. Chosen by us. */
const ROWS_MAX = 500

/** A call as it is told to people and stored. */
export function callRecord(call: Call): CallRecord {
  return {
    number: call.number,
    callIds: call.legs.map(({ callId }) => callId),
    from: call.from,
    to: call.to,
    outcome: call.outcome,
    status: (call.answer ?? call.failure)?.status,
    startedAt: call.invite?.at ?? call.firstAt,
    answeredAt: call.answer?.at,
    endedAt: (call.bye ?? call.failure)?.at,
    sessionRequestDelayMs: sessionRequestDelayMs(call),
    talkTimeMs: talkTimeMs(call),
    messages: ladderRows(call.messages, call.transactions),
    streams: call.streams.map(({ number }) => number),
  }
}

/** The arrows of a ladder, at most 500. A host that is not known is `?`. */
function ladderRows(messages: readonly SipMessage[], transactions: readonly Transaction[]): readonly LadderRow[] {
  const again = retransmissionsOf(transactions)
  const texts = new Map<Endpoint, string>()
  return messages.slice(0, ROWS_MAX).map((message) => {
    const { from, to } = partiesOf(message)
    return {
      number: message.number,
      at: message.at,
      from: textOf(from, texts),
      to: textOf(to, texts),
      label: labelOf(message),
      retransmission: again.has(message),
    }
  })
}

/**
 * INVITE to the first 18x, else to the final response (RFC 6076 §4.3.1), in milliseconds; a challenge is no answer.
 * Undefined without times or without either.
 */
export function sessionRequestDelayMs({ invite, transactions }: Call): number | undefined {
  let heard: SipResponse | undefined
  for (const { method, initial, provisionals, finals } of transactions) {
    if (method !== 'INVITE' || !initial) continue
    for (const list of [provisionals, finals]) {
      const first = list.find(({ status }) => status > 100 && status !== 401 && status !== 407)
      if (first && (!heard || first.number < heard.number)) heard = first
    }
  }
  return between(invite?.at, heard?.at)
}

/** Answer to BYE in milliseconds; undefined without either, or without times. */
export const talkTimeMs = ({ answer, bye }: Call): number | undefined => between(answer?.at, bye?.at)

const between = (from: Micros | undefined, to: Micros | undefined): number | undefined =>
  from === undefined || to === undefined || to < from ? undefined : (to - from) / MICROS_PER_MS

/** The rows of a ladder name the same few endpoints: each is spelled once. */
function textOf(endpoint: Endpoint | undefined, texts: Map<Endpoint, string>): string {
  if (!endpoint) return '?'
  const known = texts.get(endpoint)
  if (known !== undefined) return known
  const text = endpointText(endpoint)
  texts.set(endpoint, text)
  return text
}

function labelOf(message: SipMessage): string {
  const name = message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trim()
  return message.description ? `${name} (SDP)` : name
}
