import { bindingsOf, registersOf } from '../../../correlate/bindings.ts'
import type { Registration } from '../../../model/call.ts'
import { header } from '../../../model/message.ts'
import type { BindingGrant } from '../../../model/registration.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { lostFor, lostProof, lostText } from '../../facts/lost-calls.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { ABSENT_EXPIRIES } from '../../thresholds/registration.ts'

interface Values {
  readonly aor: string
  readonly grantedS: number
  readonly lateS: number
  readonly lost: string
}

export const expiredBeforeRefresh = rule<'registration', Values>({
  id: 'reg.expired-before-refresh',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §10.2.4', 'RFC 3261 §10.2.1.1'],
  title: 'Registration ran out before it was refreshed',
  examines: 'registration',
  about: { methods: ['REGISTER'], statuses: [2] },
  explains: ['routing.response-404', 'signaling.response-480'],
  issues: ['unreachable', 'incoming', 'registration', 'expired'],
  meaning: 'Between the end of one registration and the next REGISTER the phone cannot be called.',
  fires:
    'The next REGISTER for a binding comes later than the time the 2xx granted. High where a call to that user failed in the gap; low otherwise.',
  quiet: 'A gap of more than twice the time granted (the device was off); a binding that was taken back.',
  example: ['Contact: <sip:alice@192.0.2.10:5060>;expires=60', 'REGISTER sip:example.com SIP/2.0 (75 s later)'],
  recommendation:
    'Let the client refresh at half to nine tenths of what the 2xx grants, not of what it asked for; look after its clock and sleep modes.',
  verify: 'Verify: each REGISTER comes before the expiry that the 2xx before it grants.',
  *check({ registration }, context) {
    if (!registration.transactions.some(({ final }) => final && final.status < 300)) return
    if (!context.capture.timed) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    for (const { asked, grants } of bindingsOf(registration)) {
      if (!asked) continue
      const gap = gapIn(grants)
      if (!gap || isTakenBack(registration, gap)) continue
      const { before, after, expiredAt, backAt } = gap
      const lost = lostFor(registration, context).find(({ at }) => at !== undefined && at > expiredAt && at < backAt)
      const final = before.register.final!
      const line = header(final, 'contact') ?? header(final, 'expires')
      const severity: Weight | undefined = lost
        ? undefined
        : { level: 'low', because: 'No failed call in the gap is in the input' }
      yield {
        values: {
          aor: clip(registration.aor) || 'an unnamed user',
          grantedS: before.grantedS!,
          lateS: (backAt - expiredAt) / MICROS_PER_SECOND,
          lost: lost ? lostText(lost) : '',
        },
        proof: [
          { message: final },
          ...(line ? [{ message: final, header: line } satisfies Proof] : []),
          { message: after.register.passage.near.request },
          ...(lost ? [lostProof(lost)] : []),
        ],
        scope: [lost ? 'lost' : 'late'],
        mends: after.register.passage.near.request,
        ...(severity && { severity }),
      }
      return
    }
  },
  detail: ({ aor, grantedS, lateS, lost }) =>
    `${aor} was registered for ${grantedS} s, and the next REGISTER came ${lateS.toFixed(1)} s too late.${lost ? ` In between an INVITE for it ${lost}.` : ''}`,
})

/** The client took its bindings back in between: it meant to be away. */
const isTakenBack = (registration: Registration, { before, backAt }: NonNullable<ReturnType<typeof gapIn>>): boolean =>
  registersOf(registration).some(
    ({ kind, at }) => kind === 'remove' && at !== undefined && at >= before.at! && at < backAt,
  )

/** A second for the way and the clock of the registrar. Chosen by us. */
const SLACK_US = MICROS_PER_SECOND

function gapIn(grants: readonly BindingGrant[]) {
  for (const [index, after] of grants.entries()) {
    const before = grants[index - 1]
    const backAt = after.register.at
    if (!before || before.at === undefined || before.grantedS === undefined || backAt === undefined) continue
    const lifeUs = before.grantedS * MICROS_PER_SECOND
    const gapUs = backAt - before.at
    if (lifeUs > 0 && gapUs > lifeUs + SLACK_US && gapUs <= ABSENT_EXPIRIES * lifeUs)
      return { before, after, expiredAt: before.at + lifeUs, backAt }
  }
  return undefined
}
