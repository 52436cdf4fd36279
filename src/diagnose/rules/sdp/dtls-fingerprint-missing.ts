import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call, DescribedMessage, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { isCut, isWebRtc, isWebSocket, lineOf, profileOf } from '../../facts/media-lines.ts'
import { hasAttribute } from '../../facts/sdp-lines.ts'
import { audioPairs } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly has: string
  readonly role: 'offer' | 'answer'
}

export const dtlsFingerprintMissing = rule<'offerAnswer', Values>({
  id: 'sdp.dtls-fingerprint-missing',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 8827 §6.5', 'RFC 5763 §5'],
  title: 'Description for a WebRTC client without DTLS fingerprint',
  examines: 'offerAnswer',
  about: { described: true },
  explains: ['signaling.response-488', 'media.no-media', 'media.one-way-audio'],
  meaning:
    'A browser only takes DTLS-SRTP. A description with SDES keys or plain RTP and no a=fingerprint is refused, or stays silent.',
  fires:
    'One side of the exchange is a WebRTC client, and the description meant for it carries a=crypto or RTP/AVP and no a=fingerprint. High on an offer alone.',
  quiet: 'Native clients that use SDES; a later leg with the fingerprint of the gateway.',
  example: ['m=audio 5000 RTP/AVP 0'],
  recommendation:
    'Turn on DTLS-SRTP towards this client on the gateway or PBX (webrtc profile), so that its SDP has a=fingerprint, a=setup and ICE.',
  recipe: 'webrtc',
  verify: 'Verify: the SDP for the browser has UDP/TLS/RTP/SAVPF and a=fingerprint.',
  marks: [{ unusual: true }, { signs: ['websocket', 'odd-uri'] }],
  *check({ exchange, call }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const [pair] = audioPairs(exchange)
    if (!pair) return
    const { offer, answer } = exchange
    const asked = isWebRtcSide(offer, pair.offer)
    const bad =
      asked && answer && pair.answer && pair.answer.port !== 0 && lacks(answer, pair.answer)
        ? ({ role: 'answer', side: answer, media: pair.answer } as const)
        : !asked && isSentToWebRtc(offer, exchange) && lacks(offer, pair.offer)
          ? ({ role: 'offer', side: offer, media: pair.offer } as const)
          : undefined
    if (!bad || mendedLater(call, bad.side, bad.role)) return
    const severity = weigh(call, exchange)
    const proof: Proof[] = bad.role === 'answer' ? [lineOf(offer.message, pair.offer)] : []
    if (exchange.rejection) proof.push({ message: exchange.rejection })
    yield {
      values: {
        has: attributeValues(bad.media, 'crypto').length > 0 ? 'SDES keys' : bad.media.profile,
        role: bad.role,
      },
      proof: [lineOf(bad.side.message, bad.media), ...proof],
      scope: [bad.role, bad.media.profile],
      mends: bad.side.message,
      ...(severity && { severity }),
    }
  },
  detail: ({ has, role }) =>
    `The ${role} that a WebRTC client gets carries ${has} and no a=fingerprint. Browsers take DTLS-SRTP and nothing else.`,
})

/** It wrote what only a WebRTC client, or a gateway that speaks like one, writes. */
const isWebRtcSide = ({ message, description }: DescribedMessage, media: MediaDescription): boolean =>
  profileOf(media) === 'dtls' ||
  (isWebRtc(message, media) &&
    (attributeValues(media, 'fingerprint').length > 0 || attributeValues(description, 'fingerprint').length > 0))

/** A request over WebSocket from the server to the client. */
const isSentToWebRtc = ({ message }: DescribedMessage, { answer }: OfferAnswer): boolean =>
  message.kind === 'request' &&
  (isWebSocket(message) || /\.invalid\b/i.test(message.requestUri)) &&
  (answer === undefined || isWebRtc(answer.message, answer.description.media[0]!))

const lacks = ({ message }: DescribedMessage, media: MediaDescription): boolean =>
  profileOf(media) !== undefined && !hasAttribute(message, media, 'fingerprint')

const mendedLater = (call: Call, { message }: DescribedMessage, role: 'offer' | 'answer'): boolean =>
  call.offerAnswers.some((other) => {
    const side = role === 'offer' ? other.offer : other.answer
    return (
      side !== undefined &&
      side.message.number > message.number &&
      side.description.media.some((media) => hasAttribute(side.message, media, 'fingerprint'))
    )
  })

function weigh(call: Call, { answer, rejection }: OfferAnswer): Weight | undefined {
  if (answer || rejection || call.answer) return undefined
  return { level: 'high', because: 'Only the offer is in the input' }
}
