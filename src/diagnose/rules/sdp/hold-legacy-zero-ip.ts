import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import { mediaAddress, senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly party: string
  readonly resumed: boolean
}

/** The port that stands for "not known yet" where candidates trickle in (RFC 8838 §4.1.1). */
const DISCARD_PORT = 9

export const holdLegacyZeroIp = rule<'offerAnswer', Values>({
  id: 'sdp.hold-legacy-zero-ip',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3264 §8.4', 'RFC 2543 App. B.5'],
  title: 'Hold by c=0.0.0.0',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'The call is put on hold the way of RFC 2543. It works with most, but not over IPv6 or ICE, and leaves no address for RTCP or music on hold.',
  fires: 'An offer with audio has the connection address 0.0.0.0.',
  quiet: 'Port 9 or ICE candidates, where 0.0.0.0 says that the address comes later.',
  example: ['c=IN IP4 0.0.0.0'],
  recommendation: 'Put calls on hold with a=sendonly or a=inactive and the real address (RFC 3264 §8.4).',
  verify: 'Verify: the hold offer keeps its address and carries a=sendonly.',
  *check({ exchange, call }) {
    const { message, description } = exchange.offer
    if (!description.complete) yield { insufficient: 'message-cut' }
    for (const media of description.media) {
      const connection = media.connection ?? description.connection
      if (media.kind !== 'audio' || connection?.address !== '0.0.0.0') continue
      const trickles = media.port === DISCARD_PORT || attributeValues(media, 'candidate').length > 0
      if (trickles || media.port === 0) continue
      const resumed = isResumed(call, exchange)
      yield {
        values: { party: senderOf(call, message), resumed },
        proof: [{ message, sdp: connection }],
        scope: [senderOf(call, message)],
        mends: message,
      }
    }
  },
  detail: ({ party, resumed }) =>
    `The ${party} puts the call on hold with c=IN IP4 0.0.0.0, as RFC 2543 did.${resumed ? '' : ' No later offer in the input takes it off hold.'}`,
})

const isResumed = (call: Call, { offer, hop }: OfferAnswer): boolean =>
  call.offerAnswers.some(
    (other) =>
      other.hop === hop &&
      other.offer.message.number > offer.message.number &&
      other.offer.description.media.some((media) => mediaAddress(media, other.offer.description) !== '0.0.0.0'),
  )
