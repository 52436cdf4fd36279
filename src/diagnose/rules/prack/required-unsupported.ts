import { isReliable } from '../../../correlate/offers.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { hasHeader, type SipMessage } from '../../../model/message.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { initialInvites, progressedAfter } from '../../facts/outcome.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly how: 'refused' | 'unasked'
  readonly status: number
}

export const prackRequiredUnsupported = rule<'call', Values>({
  id: 'prack.required-unsupported',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3262 §3', 'RFC 3262 §4', 'RFC 3261 §8.2.2.3'],
  title: 'Reliable provisionals are required and not supported',
  examines: 'call',
  observed: true,
  about: { headers: ['require', 'rseq'] },
  explains: ['signaling.call-failed', 'prack.missing'],
  issues: ['prack', '100rel', '420'],
  meaning: 'One side insists on 100rel, and the other does not do PRACK.',
  fires:
    'An INVITE that requires 100rel is answered with 420; or a provisional comes with RSeq although the INVITE does not say that the caller supports 100rel.',
  quiet:
    'INVITEs with 100rel in Supported or Require; info where another try succeeds, low where the call is answered.',
  example: ['Require: 100rel', 'SIP/2.0 420 Bad Extension', 'Unsupported: 100rel'],
  recommendation: 'Offer 100rel in Supported and do not require it, or switch it off on the side that insists.',
  recipe: '100rel',
  verify: 'Verify: the INVITE carries Supported: 100rel, and no 420 comes.',
  *check({ call }) {
    for (const { request, final, provisionals } of initialInvites(call)) {
      if (
        final?.status === 420 &&
        names(request, 'require') &&
        (names(final, 'unsupported') || !hasHeader(final, 'unsupported'))
      ) {
        const went = progressedAfter(call, final.number)
        const proof: Proof[] = [...headerProofs(request, 'require'), ...headerProofs(final, 'unsupported')]
        yield {
          values: { how: 'refused', status: final.status },
          proof: [{ message: final }, ...proof],
          scope: ['refused'],
          mends: request,
          ...(went && { severity: { level: 'info', because: 'Another try succeeded afterwards' } as const }),
        }
      }
      const unasked =
        names(request, 'supported') || names(request, 'require') ? undefined : provisionals.find(isReliable)
      if (!unasked) continue
      if (!request.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const severity: Weight | undefined = call.answer && {
        level: 'low',
        because: 'The call was answered all the same',
      }
      yield {
        values: { how: 'unasked', status: unasked.status },
        proof: [{ message: unasked }, ...headerProofs(unasked, 'require', 'rseq'), ...supportProof(request)],
        scope: ['unasked'],
        mends: unasked,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ how, status }) =>
    how === 'refused'
      ? 'The INVITE requires 100rel, and the other side does not support it: 420.'
      : `The ${status} is sent reliably, with RSeq, although the INVITE names 100rel neither in Supported nor in Require: the caller need not send PRACK.`,
  advise: ({ how }) =>
    how === 'refused'
      ? 'Offer 100rel in Supported and do not require it.'
      : 'The called side may send a provisional reliably only where the INVITE supports 100rel; correct it there, or let the caller support it.',
})

const names = (message: SipMessage, header: 'supported' | 'require' | 'unsupported'): boolean =>
  locatedValues(message, header).some(({ value }) => value.toLowerCase() === '100rel')

/** What the INVITE does support, where it says so at all. */
const supportProof = (request: Transaction['request']): readonly Proof[] =>
  hasHeader(request, 'supported') ? headerProofs(request, 'supported') : [{ message: request }]
