import { dialogHistoriesOf } from '../../correlate/dialog-histories.ts'
import { sessionTimingOf } from '../../correlate/session-timers.ts'
import type { Call } from '../../model/call.ts'
import type { DialogHistory, SessionAgreement, SessionRefresh, SessionTiming } from '../../model/dialog.ts'
import { header, type SipMessage } from '../../model/message.ts'
import { MICROS_PER_SECOND } from '../../model/time.ts'
import type { Proof } from '../rule.ts'
import { DROP_SIGNATURES_S, DROP_SLACK_US } from '../thresholds/dialog.ts'
import { lastFew } from './last-few.ts'

/** A dialog with a session timer (RFC 4028). */
export interface TimedSession {
  readonly history: DialogHistory
  readonly timing: SessionTiming
}

/** Those of a call of which a 2xx settled a timer. */
export const timedSessions = lastFew((call: Call): readonly TimedSession[] =>
  dialogHistoriesOf(call).flatMap((history) => {
    const timing = sessionTimingOf(history)
    return timing ? [{ history, timing }] : []
  }),
)

/** The agreement that a refresh was to prolong. */
export const agreementBefore = ({ agreements }: SessionTiming, number: number): SessionAgreement | undefined =>
  agreements.findLast(({ response }) => response.number < number)

/** Changes and refreshes that were sent since a session was agreed or prolonged. */
export const refreshesSince = (
  { refreshes }: SessionTiming,
  { response }: SessionAgreement,
): readonly SessionRefresh[] => refreshes.filter(({ passage }) => passage.near.request.number > response.number)

/** The dialogs whose beginning, and with it the timer, is not in the input, though a message in it tells of one. */
export const hasUnseenTimer = (call: Call): boolean =>
  dialogHistoriesOf(call).some(
    (history) =>
      history.dialog.startsBefore &&
      !sessionTimingOf(history) &&
      history.passages.some(({ near }) => header(near.request, 'session-expires') !== undefined),
  )

/** The line that names the interval. */
export function intervalProof(message: SipMessage): readonly Proof[] {
  const line = header(message, 'session-expires')
  return line ? [{ message, header: line }] : []
}

/** The duration, in seconds, at which timers and carriers end calls, that a call has come to; undefined for any other. */
export function dropSignature(lasted: number): string | undefined {
  const found = DROP_SIGNATURES_S.find(
    ([from, to]) =>
      lasted >= from * MICROS_PER_SECOND - DROP_SLACK_US && lasted <= to * MICROS_PER_SECOND + DROP_SLACK_US,
  )
  return found && String(found[0])
}
