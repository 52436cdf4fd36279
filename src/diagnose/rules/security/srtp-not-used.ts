import { isPublic } from '../../../model/address.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { hasAttribute } from '../../facts/sdp-lines.ts'
import { agreedAudio, audioPairs, mediaAddress } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly profile: string
  readonly peers: readonly string[]
  readonly answered: boolean
}

export const srtpNotUsed = rule<'call', Values>({
  id: 'security.srtp-not-used',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 3711', 'RFC 4568', 'RFC 5763'],
  title: 'SRTP not used',
  examines: 'call',
  posture: true,
  issues: ['srtp', 'encryption'],
  meaning: 'The media travels unencrypted: whoever is on the way can listen.',
  fires:
    'An audio line was agreed, or offered without an answer in the input, with RTP/AVP or RTP/AVPF and neither a=crypto nor a fingerprint.',
  quiet:
    'Refused offers; video, image and MSRP lines; SAVP answered with AVP. Low where an address is private or a name, or the answer is missing.',
  example: ['m=audio 4000 RTP/AVP 0 8 (198.51.100.4 > 203.0.113.7)'],
  recommendation: 'Turn on SRTP (SDES over TLS, or DTLS-SRTP) on both sides, or keep the media inside a VPN.',
  recipe: 'srtp',
  verify: 'Verify: the m=audio lines say RTP/SAVP or UDP/TLS/RTP/SAVPF.',
  applies: ({ call }) => call.offerAnswers.length > 0 || call.answer !== undefined,
  *check({ call }, { options }) {
    if (call.offerAnswers.length === 0) yield { insufficient: 'sdp-absent' }
    else if (call.offerAnswers.some(isCut)) yield { insufficient: 'message-cut' }
    for (const line of plainLines(call)) {
      const severity = weigh(line, call, options.policy?.srtpRequired === true)
      yield {
        values: { profile: line.media.profile, peers: line.addresses, answered: line.answered },
        proof: line.proof,
        scope: [],
        mends: call.messages[0],
        ...(severity && { severity }),
      }
    }
  },
  detail({ profile, peers, answered }) {
    const where = peers.length > 0 ? ` between ${peers.join(' and ')}` : ''
    return answered
      ? `The audio${where} was agreed as ${profile} without keys: it is sent in the clear.`
      : `The audio is offered as ${profile} without keys; the answer is not in the input, so it may never have been sent.`
  },
})

interface PlainLine {
  readonly media: MediaDescription
  readonly addresses: readonly string[]
  readonly answered: boolean
  readonly proof: readonly [Proof, ...Proof[]]
}

/** Keys stand below the m-line: where a description is cut, nobody knows whether it had any. */
const isCut = ({ offer, answer, state }: OfferAnswer): boolean =>
  state !== 'rejected' && !(answer ?? offer).description.complete

const isPlain = (media: MediaDescription): boolean => /^RTP\/AVPF?$/i.test(media.profile)

function plainLines(call: Call): readonly PlainLine[] {
  const agreed = call.offerAnswers.flatMap((exchange) =>
    agreedAudio(exchange).flatMap(({ offer, answer }): PlainLine[] => {
      const { message, description } = exchange.answer!
      if (
        isCut(exchange) ||
        !isPlain(offer) ||
        !isPlain(answer) ||
        hasAttribute(message, answer, 'crypto', 'fingerprint')
      )
        return []
      const addresses = [mediaAddress(offer, exchange.offer.description), mediaAddress(answer, description)]
      return [
        {
          media: answer,
          addresses: addresses.map((address) => address ?? 'an unknown address'),
          answered: true,
          proof: [
            { message: exchange.offer.message, sdp: offer },
            { message, sdp: answer },
          ],
        },
      ]
    }),
  )
  // Whether the answer is still to come is known only when the call is over.
  if (agreed.length > 0 || !call.final || call.offerAnswers.some(({ answer }) => answer)) return agreed
  return call.offerAnswers
    .filter((exchange) => exchange.state === 'pending' && !isCut(exchange))
    .slice(0, 1)
    .flatMap((exchange) =>
      audioPairs(exchange).flatMap(({ offer }): PlainLine[] => {
        const { message, description } = exchange.offer
        if (offer.port === 0 || !isPlain(offer) || hasAttribute(message, offer, 'crypto', 'fingerprint')) return []
        const address = mediaAddress(offer, description)
        return [
          { media: offer, addresses: address ? [address] : [], answered: false, proof: [{ message, sdp: offer }] },
        ]
      }),
    )
}

function weigh({ addresses, answered }: PlainLine, call: Call, required: boolean): Weight | undefined {
  if (required) return { level: 'high', because: 'The policy of this workspace requires SRTP' }
  if (!answered) return { level: 'low', because: 'Only the offer is in the input' }
  if (addresses.every(isPublic)) return undefined
  const crosses = call.streams.some(
    ({ source, destination }) => isPublic(source.address) || isPublic(destination.address),
  )
  return crosses ? undefined : { level: 'low', because: 'An end of the media path is private or not known' }
}
