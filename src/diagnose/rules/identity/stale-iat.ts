import { headerValues } from '../../../decode/sip/values.ts'
import type { Call } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { isoOf, MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { passportsIn, showsIdentity, signedInvite, verstatOf } from '../../facts/passport.ts'
import { isStale } from '../../facts/stir-refusals.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PASSPORT_FRESH_US } from '../../thresholds/identity.ts'

interface Values {
  readonly issued: string
  readonly seen: string
  readonly deltaMs: number
  readonly clock: 'capture' | 'date'
  readonly signer: string
}

export const staleIat = rule<'call', Values>({
  id: 'identity.stale-iat',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 8224 §6.2', 'RFC 8225 §5.1.1', 'RFC 8588'],
  title: 'Signature of the caller is too old',
  examines: 'call',
  explains: ['security.stir-436-438'],
  issues: ['stir', 'stale', '438', '403'],
  meaning:
    'A token is good for a minute after it was issued. Later, verifiers treat the call as unsigned or refuse it.',
  fires:
    'The iat of a token lies more than 60 s before or behind the time of the INVITE, by the clock of the capture, or in text by its Date header. High where 403 Stale Date or 438 follows, low where the call goes on.',
  quiet:
    'div tokens, which keep the first time; text without a Date header; a capture whose clock the Date header contradicts.',
  example: ['Date: Thu, 16 Apr 2026 18:30:00 GMT', 'Identity: eyJhbGciOiJFUzI1NiJ9.eyJpYXQiOjE3NzYzNjQwMDB9.c2ln'],
  recommendation:
    'Keep the clocks of signer and verifier by NTP, sign each call anew instead of keeping tokens, and sign after hunting, not before.',
  recipe: 'stir',
  verify: 'Verify: iat and the time of the INVITE are within a few seconds.',
  about: { headers: ['identity'] },
  *check({ call }) {
    const invite = signedInvite(call)
    if (!invite) {
      if (showsIdentity(call)) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const clock = clockOf(invite)
    if (!clock) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    for (const passport of passportsIn(invite)) {
      if (passport.issuedAtS === undefined || passport.ppt === 'div') continue
      const issued = passport.issuedAtS * MICROS_PER_SECOND
      if (Math.abs(clock.at - issued) <= PASSPORT_FRESH_US || !isPlausible(issued)) continue
      const refusal = call.messages.find((one) => one.kind === 'response' && (one.status === 438 || isLate(one)))
      const severity = weigh(call, invite, refusal)
      yield {
        values: {
          issued: isoOf(issued),
          seen: isoOf(clock.at),
          deltaMs: (clock.at - issued) / 1000,
          clock: clock.kind,
          signer: passport.signer,
        },
        proof: [
          { message: invite, header: passport.header },
          ...clock.proof,
          ...(refusal ? [{ message: refusal }] : []),
        ],
        scope: [clock.at > issued ? 'old' : 'early', passport.signer],
        mends: invite,
        ...(severity && { severity }),
      }
      return
    }
  },
  detail({ issued, seen, deltaMs, clock, signer }) {
    const by = clock === 'date' ? 'by its Date header the INVITE is of' : 'the INVITE was seen at'
    const gap = `${durationText(Math.abs(deltaMs))} ${deltaMs >= 0 ? 'later' : 'earlier'}`
    return `The token${signer ? ` of ${signer}` : ''} was issued at ${issued}, and ${by} ${seen}, ${gap}. Verifiers allow a minute or less.`
  },
})

const isLate = (response: SipResponse): boolean => response.status === 403 && isStale(response)

/** Beyond a Date's range it is no time at all. */
const isPlausible = (at: Micros): boolean => at > 0 && at < 8.64e18

interface Clock {
  readonly kind: 'capture' | 'date'
  readonly at: Micros
  readonly proof: readonly Proof[]
}

/** Of a capture its own, unless the Date header of the INVITE contradicts it; in text, where times have no zone, the Date header. */
function clockOf(invite: SipRequest): Clock | undefined {
  const line = header(invite, 'date')
  const date = headerValues(invite, 'date')[0]?.at
  const written: Clock | undefined =
    line && date !== undefined ? { kind: 'date', at: date, proof: [{ message: invite, header: line }] } : undefined
  if (invite.origin.kind !== 'frame' || invite.at === undefined) return written
  if (written && Math.abs(written.at - invite.at) > PASSPORT_FRESH_US) return written
  return { kind: 'capture', at: invite.at, proof: [{ message: invite }] }
}

function weigh(call: Call, invite: SipRequest, refusal: unknown): Weight | undefined {
  if (refusal) return { level: 'high', because: 'A verifier refused the call for it' }
  const failed = call.transactions.some(({ request }) => /failed/i.test(verstatOf(request) ?? ''))
  return call.answer && !failed && !/failed/i.test(verstatOf(invite) ?? '')
    ? { level: 'low', because: 'The call goes on, and no verifier failed it' }
    : undefined
}
