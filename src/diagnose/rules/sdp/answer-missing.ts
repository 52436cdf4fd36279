import { isReliable } from '../../../correlate/offers.ts'
import { header, type SipResponse } from '../../../model/message.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly status: number
  readonly preview: number | undefined
}

export const answerMissing = rule<'transaction', Values>({
  id: 'sdp.answer-missing',
  category: 'signaling',
  severity: 'critical',
  sources: ['RFC 3261 §13.2.1', 'RFC 3264 §5'],
  title: '2xx without the answer to the offer',
  examines: 'transaction',
  about: { methods: ['INVITE'], described: true },
  marks: { statuses: [2], signs: ['late-offer'] },
  explains: ['media.no-media', 'media.one-way-audio'],
  observed: true,
  meaning:
    'The INVITE made an offer, and the 2xx that accepts the call carries no answer: the sides never agree on media.',
  fires:
    'The 2xx to an INVITE with SDP says Content-Length: 0, and no reliable provisional carried the answer. High where an unreliable 18x had shown one.',
  quiet: 'Bodies cut from the paste or log; an answer in a reliable 1xx; INVITEs without an offer.',
  example: ['SIP/2.0 200 OK', 'Content-Length: 0'],
  recommendation:
    'The answering side must put its session description into the 2xx; look for a header or body manipulation that strips it.',
  verify: 'Verify: the 200 OK carries an SDP answer.',
  applies: ({ transaction: { method, request, finals } }) =>
    method === 'INVITE' && request.description !== undefined && finals.some(isSuccess),
  *check({ transaction }) {
    const bare = transaction.finals.find(isSuccess)!
    if (transaction.finals.some((final) => isSuccess(final) && final.description)) return
    const length = header(bare, 'content-length')
    if (!bare.complete || length === undefined || length.value.trim() !== '0') {
      yield { insufficient: 'message-cut' }
      return
    }
    if (transaction.provisionals.some((response) => response.description && isReliable(response))) return
    const preview = transaction.provisionals.find((response) => response.description)
    const proof: Proof[] = [{ message: bare, header: length }, { message: transaction.request }]
    if (preview) proof.push({ message: preview })
    yield {
      values: { status: bare.status, preview: preview?.status },
      proof: [{ message: bare }, ...proof],
      scope: [preview ? 'previewed' : 'never', transaction.initial ? 'initial' : 're-INVITE'],
      mends: bare,
      ...(preview && { severity: PREVIEWED }),
    }
  },
  detail: ({ status, preview }) =>
    `The INVITE carries an offer and the ${status} that accepts it has no body${preview === undefined ? '' : `; only an unreliable ${preview} carried a description, which is a preview and no answer`}.`,
})

const PREVIEWED: Weight = { level: 'high', because: 'An unreliable 18x had shown the answer, and many callers use it' }

const isSuccess = ({ status }: SipResponse): boolean => status >= 200 && status < 300
