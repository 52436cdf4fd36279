import { header, type SipResponse } from '../../../model/message.ts'
import { REFUSED_MEDIA } from '../../facts/media-lines.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly ends: 'ack-without-answer' | 'no-offer-at-all' | 'refused' | 'fine'
  readonly status: number | undefined
}

export const offerMissing = rule<'call', Values>({
  id: 'sdp.offer-missing',
  category: 'signaling',
  severity: 'info',
  sources: ['RFC 3264 §5', 'RFC 3261 §13.2.1'],
  title: 'INVITE without an offer (delayed offer)',
  examines: 'call',
  about: { methods: ['INVITE'] },
  marks: { signs: ['late-offer'] },
  meaning:
    'The caller leaves the offer to the callee: it stands in the 2xx, and the ACK must carry the answer. Legal, but many trunks and phones want it early.',
  fires:
    'The first INVITE has no session description. High where the ACK of an offer in the 2xx carries no answer; low where the 2xx makes no offer either; medium where the INVITE is refused for its media.',
  quiet: 'INVITEs with a description; messages whose body was cut.',
  example: ['Content-Length: 0'],
  recommendation:
    'Use early offer on the calling side where the other side demands it; the ACK must carry the answer to an offer in the 2xx.',
  recipe: 'codec',
  verify: 'Verify: the INVITE carries SDP, or the ACK does.',
  *check({ call }) {
    for (const { request, finals, acks } of initialInvites(call)) {
      if (request.description) continue
      if (!request.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      if (request.body.trim() !== '') continue
      const offered = finals.find((final) => final.status < 300 && final.description?.complete)
      const ack = offered && acks.find((one) => one.complete)
      const refused = finals.find(({ status }) => REFUSED_MEDIA.has(status) || status === 400)
      const bare = finals.find((final) => final.status < 300 && isBare(final))
      const ends =
        ack && !ack.description && ack.body.trim() === ''
          ? 'ack-without-answer'
          : bare && !call.offerAnswers.length
            ? 'no-offer-at-all'
            : refused
              ? 'refused'
              : 'fine'
      const shown = { 'ack-without-answer': ack, 'no-offer-at-all': bare, refused, fine: undefined }[ends]
      const severity = WEIGHTS[ends]
      yield {
        values: { ends, status: refused?.status },
        proof: [{ message: request }, ...(shown ? [{ message: shown } satisfies Proof] : [])],
        scope: [ends],
        mends: request,
        ...(severity && { severity }),
      }
      return
    }
  },
  detail({ ends, status }) {
    if (ends === 'ack-without-answer')
      return 'The INVITE has no offer, the 2xx makes one, and the ACK carries no answer to it: no media can be agreed.'
    if (ends === 'no-offer-at-all')
      return 'The INVITE has no offer, and the 2xx makes none either, as it must (RFC 3261 §13.2.1): no media can be agreed.'
    return ends === 'refused'
      ? `The INVITE carries no offer and was refused with ${status}.`
      : 'The INVITE carries no session description: the callee makes the offer.'
  },
})

/** Content-Length says so: a body may have been cut from a paste. */
const isBare = (response: SipResponse): boolean =>
  response.complete && response.body.trim() === '' && header(response, 'content-length')?.value.trim() === '0'

const WEIGHTS: Readonly<Record<Values['ends'], Weight | undefined>> = {
  'ack-without-answer': { level: 'high', because: 'The offer in the 2xx was never answered' },
  'no-offer-at-all': {
    level: 'low',
    because: 'Nobody speaks of media at all: a test of signalling alone does so, too',
  },
  refused: { level: 'medium', because: 'The INVITE was refused for what it carries' },
  fine: undefined,
}
