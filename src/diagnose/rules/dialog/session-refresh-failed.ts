import type { CaptureFacts, Transaction } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { SessionRefresh } from '../../../model/dialog.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import {
  agreementBefore,
  hasUnseenTimer,
  intervalProof,
  type TimedSession,
  timedSessions,
} from '../../facts/session-timers.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { DROP_SLACK_US, REFRESH_FROM } from '../../thresholds/dialog.ts'
import { TIMER_B_US, UNANSWERED_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly by: Party
  readonly method: string
  readonly intervalS: number
  readonly afterS: number
  /** `408 Request Timeout`; undefined for silence. */
  readonly result: string | undefined
  readonly target: string
}

export const sessionRefreshFailed = rule<'call', Values>({
  id: 'dialog.session-refresh-failed',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 4028 §7.4', 'RFC 4028 §10'],
  title: 'Session refresh fails',
  examines: 'call',
  observed: true,
  about: { headers: ['session-expires'] },
  explains: [
    'dialog.drop-at-session-interval',
    'signaling.no-response-invite',
    'signaling.no-response-noninvite',
    'signaling.retransmissions',
  ],
  issues: ['dropped', 'timer', 'disconnect'],
  meaning:
    'The call has a session timer, and the re-INVITE or UPDATE that is to prolong it gets no answer or is refused: the call ends when the interval runs out.',
  fires:
    'A refresh without new media, sent between a quarter and the whole of the session interval, gets no final response, 408, 481 or 5xx. Critical where BYE follows.',
  quiet: 'A later refresh by either side succeeds; requests that change the media.',
  example: ['Session-Expires: 1800;refresher=uac', 'UPDATE sip:bob@192.0.2.7 SIP/2.0', 'SIP/2.0 408 Request Timeout'],
  recommendation:
    'Find out why requests within the dialog do not arrive half an interval after the answer: a NAT binding or firewall state that expired, or a route set or Contact that leads nowhere.',
  recipe: 'session-timer',
  verify: 'Verify: the refresh at half of the interval is answered with 200.',
  marks: [{ methods: ['UPDATE'] }, { signs: ['several-invites', 'no-invite'] }],
  *check({ call }, { capture }) {
    if (!call.transactions.some(isRefresh)) return
    if (hasUnseenTimer(call)) yield { insufficient: 'starts-mid-dialog' }
    for (const session of timedSessions(call)) {
      const refresh = session.timing.refreshes.find((one) => isLost(one, session, capture))
      if (!refresh) continue
      const { passage, by, final } = refresh
      const { request } = passage.near
      const agreed = agreementBefore(session.timing, request.number)
      if (!agreed) continue
      const [from, at] = [agreed.at, request.at]
      if (!capture.timed || from === undefined || at === undefined) {
        yield { insufficient: 'no-timestamps' }
        continue
      }
      const afterS = (at - from) / MICROS_PER_SECOND
      if (afterS < REFRESH_FROM * agreed.intervalS || afterS > agreed.intervalS) continue
      const { end } = session.history.dialog
      const bye = end?.kind === 'bye' && end.message.number > request.number ? end.message : undefined
      const proof: Proof[] = [
        ...intervalProof(agreed.response),
        { message: request },
        ...headerProofs(request, 'route'),
      ]
      if (final) proof.push({ message: final })
      if (bye) proof.push({ message: bye }, ...headerProofs(bye, 'reason'))
      const follows = bye?.at !== undefined && (bye.at - at <= TIMER_B_US + DROP_SLACK_US || session.timing.expired)
      yield {
        values: {
          ...{ by, afterS, intervalS: agreed.intervalS, method: request.method, target: clip(request.requestUri) },
          result: final && clip(`${final.status} ${final.reason}`, 60),
        },
        proof: [{ message: agreed.response }, ...proof],
        scope: [by, request.method, final ? String(final.status) : 'silence'],
        mends: request,
        ...(follows && { severity: ENDED }),
      }
    }
  },
  detail: ({ by, method, intervalS, afterS, result, target }) =>
    `The session was agreed for ${intervalS} s. The ${by}'s ${method} to ${target} that was to prolong it, ${Math.round(afterS)} s later, ${result === undefined ? 'was never answered' : `was answered with ${result}`}.`,
})

const isRefresh = ({ method, initial }: Transaction): boolean =>
  !initial && (method === 'UPDATE' || method === 'INVITE')

const ENDED: Weight = { level: 'critical', because: 'The call was ended after it' }

/** It did not succeed, no later one did, and it is no change of media that was refused. */
function isLost(one: SessionRefresh, { timing }: TimedSession, capture: CaptureFacts): boolean {
  const { request, requests } = one.passage.near
  if (!one.sameMedia || one.succeeded) return false
  if (timing.refreshes.some((other) => other.succeeded && other.passage.near.request.number > request.number))
    return false
  if (one.final) return one.final.status === 408 || one.final.status === 481 || one.final.status >= 500
  const waited = request.at !== undefined && capture.lastAt !== undefined && capture.lastAt - request.at >= TIMER_B_US
  return waited || requests.length >= UNANSWERED_SENDS
}
