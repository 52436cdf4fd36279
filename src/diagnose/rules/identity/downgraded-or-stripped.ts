import { isPrivate } from '../../../model/address.ts'
import type { Call } from '../../../model/call.ts'
import { hasHeader, header, type SipRequest } from '../../../model/message.ts'
import { type Passport, passportsIn, verstatOf } from '../../facts/passport.ts'
import { senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly lost: boolean
  readonly before: string
  readonly behind: string
  readonly by: string
}

export const downgradedOrStripped = rule<'joinedCall', Values>({
  id: 'identity.downgraded-or-stripped',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 8224 §4', 'RFC 8224 §6.2', 'RFC 8588 §5'],
  title: 'Signature of the caller lost on the way',
  examines: 'joinedCall',
  issues: ['stir', 'shaken', 'attestation'],
  meaning:
    'A signed call goes on without its signature, or with a lower attestation: the called network trusts it less.',
  fires:
    'A leg of a call has an Identity header and the next one has none, or one of a lower attestation, though both were signed for SHAKEN.',
  quiet:
    'Behind a verifier, which says verstat; towards a private address, where the phone system or the phone is; legs whose join is not sure.',
  example: [
    'Identity: eyJhbGciOiJFUzI1NiJ9.eyJhdHRlc3QiOiJBIn0.c2ln;ppt=shaken',
    'INVITE sip:+12025550123@203.0.113.9 SIP/2.0',
  ],
  recommendation:
    'Let the SBC pass Identity on unchanged, or sign the call anew with the attestation it deserves, and keep From, To and P-Asserted-Identity as they were signed.',
  recipe: 'stir',
  verify: 'Verify: the INVITE leaves with an Identity header of the same attestation.',
  *check({ legs }) {
    const invites = legs.flatMap((leg) => firstInvite(leg) ?? [])
    if (invites.length < 2 || !invites.every(({ complete }) => complete)) {
      yield { insufficient: invites.length < 2 ? 'single-leg' : 'message-cut' }
      return
    }
    for (const [index, before] of invites.slice(0, -1).entries()) {
      const behind = invites[index + 1]!
      const loss = lossBetween(before, behind)
      if (!loss) continue
      const identity = header(before, 'identity')!
      const later = header(behind, 'identity')
      yield {
        values: { ...loss, by: senderText(behind) },
        title: loss.lost ? 'Signature of the caller lost on the way' : 'Attestation of the caller lowered on the way',
        proof: [
          { message: before, header: identity },
          { message: behind },
          ...(later ? [{ message: behind, header: later } satisfies Proof] : []),
        ],
        scope: [loss.lost ? 'lost' : `${loss.before} to ${loss.behind}`],
        mends: behind,
      }
    }
  },
  detail: ({ lost, before, behind, by }) =>
    lost
      ? `The call came in signed${before ? ` with attestation ${before}` : ''}, and ${by} sent it on without an Identity header.`
      : `The call came in with attestation ${before}, and ${by} sent it on with ${behind}.`,
})

const firstInvite = ({ invite }: Call): SipRequest | undefined => invite

const shaken = (message: SipRequest): Passport | undefined => passportsIn(message).find(({ ppt }) => ppt === 'shaken')

function lossBetween(before: SipRequest, behind: SipRequest): Omit<Values, 'by'> | undefined {
  if (!hasHeader(before, 'identity') || verstatOf(behind) !== undefined || verstatOf(before) !== undefined)
    return undefined
  const [first, second] = [shaken(before)?.attest, shaken(behind)?.attest]
  if (!hasHeader(behind, 'identity')) {
    const towards = behind.destination?.address
    // A phone, or the system it belongs to, has no use for it.
    if (towards === undefined || isPrivate(towards)) return undefined
    return { lost: true, before: first?.slice(0, 10) ?? '', behind: '' }
  }
  return first !== undefined &&
    second !== undefined &&
    /^[ABC]$/.test(first) &&
    /^[ABC]$/.test(second) &&
    second > first
    ? { lost: false, before: first, behind: second }
    : undefined
}
