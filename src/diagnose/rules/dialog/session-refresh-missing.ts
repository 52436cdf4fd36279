import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { SessionAgreement } from '../../../model/dialog.ts'
import { hasHeader, type SipMessage } from '../../../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import {
  hasUnseenTimer,
  intervalProof,
  refreshesSince,
  type TimedSession,
  timedSessions,
} from '../../facts/session-timers.ts'
import { rule, type Weight } from '../../rule.ts'
import { REFRESH_LATE } from '../../thresholds/dialog.ts'

interface Values {
  readonly intervalS: number
  readonly refresher: Party | undefined
  readonly waitedS: number
  /** Who hung up; undefined where the call went on. */
  readonly ended: Party | undefined
}

export const sessionRefreshMissing = rule<'call', Values>({
  id: 'dialog.session-refresh-missing',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 4028 §10', 'RFC 4028 §7.2'],
  title: 'Session refresh missing',
  examines: 'call',
  about: { headers: ['session-expires'] },
  marks: { methods: ['ACK', 'BYE'] },
  explains: ['dialog.drop-at-session-interval'],
  observed: true,
  issues: ['dropped', 'timer', 'disconnect'],
  meaning:
    'A session timer was agreed and nobody refreshes the session: the other side hangs up shortly before the interval is over.',
  fires:
    'No re-INVITE or UPDATE was sent since the 2xx with Session-Expires, and the side that need not refresh ends the call when the interval is nearly over. Medium where three quarters have passed and the call goes on.',
  quiet:
    'No refresher named and neither side supports timers; a tap that sees no requests of the dialog; media that stopped before.',
  example: ['Session-Expires: 1800;refresher=uas', 'BYE sip:bob@192.0.2.7 SIP/2.0 (1768 s later)'],
  recommendation:
    'Make the side named as refresher send UPDATE or re-INVITE at half of the interval; some stacks lose that role when a re-INVITE changes it.',
  recipe: 'session-timer',
  verify: 'Verify: UPDATE or re-INVITE at half of the interval, answered with 200.',
  *check({ call }, { capture }) {
    if (isOverSoon(call)) return
    if (hasUnseenTimer(call)) yield { insufficient: 'starts-mid-dialog' }
    for (const session of timedSessions(call)) {
      const agreed = session.timing.current
      if (!agreed || refreshesSince(session.timing, agreed).length > 0 || !isMeant(call, agreed)) continue
      if (!capture.timed || agreed.at === undefined) {
        yield { insufficient: 'no-timestamps' }
        continue
      }
      const { end } = session.history.dialog
      const dropped = session.timing.expired && end && end.by !== agreed.refresher
      const waited = dropped ? end.at! - agreed.at : overdue(call, capture, session, agreed, agreed.at)
      if (waited === undefined) continue
      yield {
        values: {
          ...{ intervalS: agreed.intervalS, refresher: agreed.refresher, waitedS: waited / MICROS_PER_SECOND },
          ended: dropped ? end.by : undefined,
        },
        proof: [
          { message: agreed.response },
          ...intervalProof(agreed.response),
          ...(dropped ? [{ message: end.message }, ...headerProofs(end.message, 'reason')] : []),
        ],
        scope: [agreed.refresher ?? 'unnamed', dropped ? 'dropped' : 'overdue'],
        mends: agreed.response,
        ...(!dropped && { severity: OVERDUE }),
      }
    }
  },
  detail: ({ intervalS, refresher, waitedS, ended }) =>
    `The session was agreed for ${intervalS} s${refresher ? `, with the ${refresher} to refresh it` : ''}; no refresh was sent. ${ended ? `The ${ended} hung up ${Math.round(waitedS)} s after the agreement.` : `${Math.round(waitedS)} s have passed.`}`,
})

/** It ends before a refresh is overdue, whoever was to send it: most calls do. */
function isOverSoon({ answer, bye }: Call): boolean {
  const [interval] = answer ? headerValues(answer, 'session-expires') : []
  if (interval === undefined || answer?.at === undefined || bye?.at === undefined) return false
  return bye.at - answer.at < EXPIRY_SHARE * interval.seconds * MICROS_PER_SECOND
}

/** The earliest that a side may give up is when a third of the interval is left (RFC 4028 §10), less a second of doubt in 90. */
const EXPIRY_SHARE = 0.65

const OVERDUE: Weight = { level: 'medium', because: 'The interval is not over yet' }

/** A refresher is named, or a side supports timers; and requests within the dialog pass the tap. */
const isMeant = (call: Call, { refresher, response }: SessionAgreement): boolean =>
  call.ack !== undefined && (refresher !== undefined || [call.invite, response].some((one) => one && supports(one)))

const supports = (message: SipMessage): boolean =>
  hasHeader(message, 'supported') && headerValues(message, 'supported').some((tag) => tag.toLowerCase() === 'timer')

/** For how long the refresh is due, where the call goes on for all the input shows. */
function overdue(
  { final, streams }: Call,
  { lastAt }: CaptureFacts,
  { history }: TimedSession,
  { intervalS }: SessionAgreement,
  since: Micros,
): Micros | undefined {
  const due = REFRESH_LATE * intervalS * MICROS_PER_SECOND
  const until = history.dialog.end?.at ?? (final ? lastAt : undefined)
  if (until === undefined || until - since < due) return undefined
  const silent = streams.length > 0 && streams.every((stream) => stream.lastAt < since + due)
  return silent ? undefined : until - since
}
