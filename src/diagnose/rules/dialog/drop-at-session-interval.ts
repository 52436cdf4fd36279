import { q850Of } from '../../../correlate/release-causes.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { SessionAgreement } from '../../../model/dialog.ts'
import { hasHeader, type SipMessage, type SipRequest } from '../../../model/message.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { reasonsOf } from '../../facts/reason.ts'
import { releasedBy } from '../../facts/session.ts'
import { dropSignature, intervalProof, refreshesSince, timedSessions } from '../../facts/session-timers.ts'
import { rule, type Weight } from '../../rule.ts'
import { isShare } from '../../severity.ts'
import { DROP_SLACK_US, EXPIRY_MARGIN_S } from '../../thresholds/dialog.ts'
import { FREQUENT_CALLS, FREQUENT_SHARE } from '../../thresholds/general.ts'

type What = 'interval' | 'lost-refresh' | 'expiry' | 'duration'

interface Values {
  readonly what: What
  readonly seconds: number
  /** Agreed; undefined where only the duration tells. */
  readonly intervalS: number | undefined
  readonly by: Party | undefined
}

export const dropAtSessionInterval = rule<'call', Values>({
  id: 'dialog.drop-at-session-interval',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 4028 §10', 'RFC 4028 §7.2'],
  title: 'Call ends when its session timer does',
  examines: 'call',
  about: { methods: ['INVITE'] },
  marks: [
    { methods: ['BYE'], headers: ['session-expires'] },
    { methods: ['BYE'], signs: ['round-duration', 'untimed'] },
  ],
  explains: ['signaling.bye-side'],
  issues: ['dropped', 'timer', 'disconnect'],
  meaning: 'Calls are cut off after a fixed time: by a session timer that was not refreshed, or by a limit on the way.',
  fires:
    'A BYE within 5 s of the session interval, of its end less 32 s, or of half of it and 32 s after a refresh that failed; or three calls, a fifth of all, that last 90, 120, 300, 600, 900 to 945, 1800, 3600 or 7200 s.',
  quiet: 'A BYE that says the user hung up; a refresh that succeeded; single calls of such a duration.',
  example: ['Session-Expires: 1800;refresher=uac', 'BYE sip:bob@192.0.2.7 SIP/2.0 (1800 s later)'],
  recommendation:
    'Let the session be refreshed at half of the interval on a path that carries requests within the dialog.',
  recipe: 'session-timer',
  verify: 'Verify: a call outlasts the interval.',
  *check({ call }, { capture }) {
    const { answer, bye } = call
    if (!answer || !bye || isUsers(bye)) return
    if (!capture.timed || answer.at === undefined || bye.at === undefined) {
      if (hasTimer(call)) yield { insufficient: 'no-timestamps' }
      return
    }
    const timed = hasTimer(call) ? sessionDrop(call, bye, bye.at) : undefined
    const signature = timed ? undefined : dropSignature(bye.at - answer.at)
    if (!timed && signature === undefined) return
    const by = releasedBy(call, bye)
    yield {
      values: {
        ...{ what: timed?.what ?? 'duration', intervalS: timed?.agreed.intervalS, by },
        seconds: (bye.at - (timed?.agreed.at ?? answer.at)) / MICROS_PER_SECOND,
      },
      proof: [
        { message: timed?.agreed.response ?? answer },
        ...(timed ? intervalProof(timed.agreed.response) : []),
        { message: bye },
        ...headerProofs(bye, 'reason'),
      ],
      scope: timed ? [timed.what, by ?? '?'] : ['duration', signature!],
      mends: timed?.agreed.response ?? bye,
      confidence: timed?.sure ? 0.85 : 0.7,
      ...(!timed && { severity: CHANCE, title: 'Calls end after a fixed time' }),
    }
  },
  // A duration alone tells nothing of a call or two: the input ends before there are enough of them.
  weigh({ conversations, tally, severity }) {
    if (severity !== CHANCE.level) return undefined
    const enough = conversations >= FREQUENT_CALLS && isShare(conversations, tally.calls, FREQUENT_SHARE)
    return enough
      ? { level: 'high', because: `${conversations} of ${tally.calls} calls end after the same time` }
      : { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ what, seconds, intervalS, by }) =>
    what === 'duration'
      ? `The ${by ?? 'other side'} ended the call ${Math.round(seconds)} s after the answer, as it happened to others.`
      : `The session was agreed for ${intervalS} s. The ${by ?? 'other side'} ended the call ${Math.round(seconds)} s later: ${WORDS[what]}.`,
  advise: ({ what }) =>
    what === 'duration'
      ? 'Look for a limit of that length: a maximum call duration at the carrier or in the dial plan, an idle timer of a firewall for UDP or TCP, a session timer.'
      : 'Let the session be refreshed at half of the interval, on a path that carries requests within the dialog.',
})

const CHANCE: Weight = { level: 'medium', because: 'Only the duration tells' }

const WORDS: Readonly<Record<Exclude<What, 'duration'>, string>> = {
  interval: 'that is when the interval is over',
  'lost-refresh': 'that is 32 s after a refresh at half of it, which failed',
  expiry: 'that is when a side that sees no refresh gives up',
}

/** It says that the user hung up: normal clearing, or a call completed. */
const isUsers = (bye: SipMessage): boolean =>
  q850Of(bye) === 16 || reasonsOf(bye).some(({ protocol, cause }) => protocol === 'SIP' && cause === 200)

interface Drop {
  readonly what: Exclude<What, 'duration'>
  readonly agreed: SessionAgreement
  /** The BYE says so, or a refresh failed before it. */
  readonly sure: boolean
}

const hasTimer = ({ transactions }: Call): boolean =>
  transactions.some(({ finals }) => finals.some((final) => hasHeader(final, 'session-expires')))

function sessionDrop(call: Call, bye: SipRequest, at: number): Drop | undefined {
  for (const { history, timing } of timedSessions(call)) {
    const agreed = timing.current
    if (agreed?.at === undefined || history.dialog.end?.message !== bye) continue
    const lasted = at - agreed.at
    const isAt = (seconds: number): boolean => Math.abs(lasted - seconds * MICROS_PER_SECOND) <= DROP_SLACK_US
    const failed = refreshesSince(timing, agreed).some(({ succeeded }) => !succeeded)
    const told = saysTimer(bye)
    const { intervalS } = agreed
    const sure = failed || told
    if (isAt(intervalS)) return { what: 'interval', agreed, sure }
    if (isAt(intervalS / 2 + EXPIRY_MARGIN_S) && sure) return { what: 'lost-refresh', agreed, sure }
    const margin = Math.min(EXPIRY_MARGIN_S, intervalS / 3)
    // Who refreshes would have done so by then, and hangs up for another reason.
    if (isAt(intervalS - margin) && (sure || history.dialog.end.by !== agreed.refresher))
      return { what: 'expiry', agreed, sure }
  }
  return undefined
}

/** Request timeout, dialog unknown, or recovery on timer expiry (ITU-T Q.850). */
const saysTimer = (bye: SipMessage): boolean =>
  q850Of(bye) === 102 ||
  reasonsOf(bye).some(({ protocol, cause }) => protocol === 'SIP' && (cause === 408 || cause === 481))
