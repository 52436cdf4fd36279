import { headerValues } from '../decode/sip/values.ts'
import type { Dialog } from '../model/call.ts'
import type { Party } from '../model/call-facts.ts'
import type { DialogHistory, Passage, SessionAgreement, SessionRefresh, SessionTiming } from '../model/dialog.ts'
import type { SipMessage, SipResponse } from '../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { hopsWithin } from './dialog-histories.ts'
import { isWithin, senderIn } from './dialogs.ts'
import { remembered } from './remembered.ts'

/** Of so much earlier than the interval a side that saw no refresh sends BYE: the smaller of this and a third (RFC 4028 §10). */
const MARGIN_S = 32
/** Timers of two machines and the way between them. Chosen by us. */
const TOLERANCE_US = MICROS_PER_SECOND

/** The session timer of a dialog and its refreshes (RFC 4028); undefined where no 2xx seen in it settled one. */
export const sessionTimingOf = remembered(({ dialog, passages }: DialogHistory): SessionTiming | undefined => {
  const agreements: SessionAgreement[] = []
  const refreshes: SessionRefresh[] = []
  let current: SessionAgreement | undefined
  /** Number of the message that answered the call. */
  let answered = dialog.startsBefore ? 0 : Number.POSITIVE_INFINITY
  const described = new Map<Party, string>()
  for (const passage of passages) {
    if (passage.method !== 'INVITE' && passage.method !== 'UPDATE') continue
    const final = finalIn(dialog, passage)
    const by = senderIn(dialog, passage.near.request)
    // An UPDATE before the answer changes the offer; there is no session yet that it could keep alive.
    if (isWithin(dialog, passage.near.request) && passage.near.request.number > answered)
      refreshes.push(refreshOf(passage, by, final, described))
    note(described, dialog, passage)
    if (!final || final.status >= 300) continue
    if (passage.method === 'INVITE') answered = Math.min(answered, final.number)
    current = agreementOf(final, by)
    if (current) agreements.push(current)
  }
  if (agreements.length === 0) return undefined
  const expiresAt = current && runsOutAt(current)
  return { agreements, current, refreshes, expiresAt, expired: hasExpired(dialog, current) }
})

/** On the hop nearest to the sender; of an INVITE that forked the 2xx of this dialog. */
function finalIn(dialog: Dialog, passage: Passage): SipResponse | undefined {
  const [hop] = hopsWithin(dialog, passage)
  return hop?.finals.find((one) => one.status < 300 && isWithin(dialog, one)) ?? hop?.final
}

function agreementOf(response: SipResponse, by: Party): SessionAgreement | undefined {
  const [interval] = headerValues(response, 'session-expires')
  if (!interval) return undefined
  const other: Party = by === 'caller' ? 'callee' : 'caller'
  const refresher = interval.refresher === 'uac' ? by : interval.refresher === 'uas' ? other : undefined
  return { intervalS: interval.seconds, refresher, response, at: response.at }
}

function refreshOf(
  passage: Passage,
  by: Party,
  final: SipResponse | undefined,
  described: ReadonlyMap<Party, string>,
): SessionRefresh {
  const { request } = passage.near
  const told = sessionOf(request)
  return {
    passage,
    by,
    at: request.at,
    final,
    succeeded: final !== undefined && final.status < 300,
    sameMedia: told === undefined || told === described.get(by),
  }
}

/** What each side described last. */
function note(described: Map<Party, string>, dialog: Dialog, passage: Passage): void {
  const { request, provisionals, finals, acks } = passage.near
  for (const message of [request, ...provisionals, ...finals, ...acks]) {
    const told = sessionOf(message)
    if (told !== undefined) described.set(senderIn(dialog, message), told)
  }
}

/** Session and version, which change with the description (RFC 3264 §8). */
function sessionOf({ description }: SipMessage): string | undefined {
  const origin = description?.origin
  return description && `${origin?.sessionId} ${origin?.sessionVersion}`
}

const runsOutAt = ({ at, intervalS }: SessionAgreement): Micros | undefined =>
  at === undefined ? undefined : at + intervalS * MICROS_PER_SECOND

function hasExpired({ end }: Dialog, current: SessionAgreement | undefined): boolean {
  const runsOut = current && runsOutAt(current)
  if (!current || runsOut === undefined || end?.kind !== 'bye' || end.at === undefined) return false
  return end.at >= runsOut - Math.min(MARGIN_S, current.intervalS / 3) * MICROS_PER_SECOND - TOLERANCE_US
}
