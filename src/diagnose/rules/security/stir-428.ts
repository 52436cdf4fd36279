import { hasHeader } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

interface Values extends Told {
  /** The request as the input shows it carries an Identity header after all. */
  readonly signed: boolean
}

export const stir428 = rule<'conversation', Values>({
  id: 'security.stir-428',
  category: 'security',
  severity: 'high',
  sources: ['RFC 8224 §6.2.2'],
  title: 'Unsigned call refused: 428 Use Identity Header',
  examines: 'conversation',
  issues: ['stir', 'shaken', 'identity', '428'],
  meaning: 'The other side takes only calls with a STIR/SHAKEN signature.',
  fires: 'An INVITE or another request ends with 428.',
  quiet: 'Low for requests that start no call; info where another try was let in.',
  example: ['INVITE sip:+12025550123@203.0.113.7 SIP/2.0', 'SIP/2.0 428 Use Identity Header'],
  recommendation:
    'Sign calls before they leave: with a signing service of your own, or by the carrier that owns the number.',
  recipe: 'stir',
  verify: 'Verify: the INVITE carries an Identity header and is answered with 18x or 2xx.',
  marks: lookFor(428),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [428])) {
      const standing = standingOf(refusal, conversation, 'high')
      const { request } = refusal
      const signed = request !== undefined && hasHeader(request, 'identity')
      yield {
        ...refusalFault(refusal, standing, [signed ? 'signed' : 'unsigned']),
        values: { ...toldOf(refusal, standing), signed },
        ...(request && { mends: request, against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) =>
    tell(
      told,
      `${meaningOf(428)}${told.signed ? ' The request has an Identity header here, so it is lost further on, or its form is not accepted.' : ''}`,
    ),
  advise: ({ signed }) =>
    signed
      ? 'Find out where on the way the Identity header is removed, or why its form is not accepted.'
      : 'Sign calls before they leave: with a signing service of your own, or by the carrier that owns the number.',
})
