import { isReliable } from '../../../correlate/offers.ts'
import type { Transaction } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly answered: number
  readonly again: number
}

export const secondOfferInAnswer = rule<'transaction', Values>({
  id: 'sdp.second-offer-in-answer',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 6337 §2.2', 'RFC 3262 §5'],
  title: 'Another description where no offer is open',
  examines: 'transaction',
  about: { methods: ['INVITE'], described: true },
  marks: { headers: ['rseq'] },
  meaning:
    'The offer was answered in a reliable provisional; a later response of the same INVITE brings another description, which is neither offer nor answer.',
  fires:
    'A response after the reliable 1xx with the answer carries a description that differs from that answer, within one To tag.',
  quiet: 'The same description again; unreliable provisionals, which are previews; other To tags.',
  example: ['SIP/2.0 200 OK', 'RSeq: 1'],
  recommendation:
    'Send no further description in that INVITE transaction; change the session with UPDATE or a re-INVITE.',
  recipe: 'early',
  applies: ({ transaction: { method, request } }) => method === 'INVITE' && request.description !== undefined,
  *check({ transaction }) {
    const answer = transaction.provisionals.find((response) => response.description && isReliable(response))
    if (!answer) return
    const later = responsesAfter(transaction, answer)
    if (later.some(({ description }) => !description!.complete)) yield { insufficient: 'message-cut' }
    const other = later.find(
      (response) => response.description!.complete && response.body.trim() !== answer.body.trim(),
    )
    if (!other || !answer.description!.complete) return
    yield {
      values: { answered: answer.status, again: other.status },
      proof: [{ message: other }, { message: answer }],
      scope: [String(other.status)],
      mends: other,
    }
  },
  detail: ({ answered, again }) =>
    `The reliable ${answered} carried the answer; the ${again} that follows brings another description, though no offer is open.`,
})

const responsesAfter = ({ provisionals, finals }: Transaction, answer: SipResponse): readonly SipResponse[] =>
  [...provisionals, ...finals].filter(
    (response) =>
      response.number > answer.number &&
      response.toTag === answer.toTag &&
      response.status < 300 &&
      response.description !== undefined,
  )
