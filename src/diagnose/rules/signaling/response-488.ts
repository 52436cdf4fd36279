import { headerValues } from '../../../decode/sip/values.ts'
import { addressClass, isLiteral } from '../../../model/address.ts'
import type { MediaDescription } from '../../../model/description.ts'
import type { SipRequest } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { codecNames } from '../../facts/codecs.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { hasAttribute } from '../../facts/sdp-lines.ts'
import { mediaAddress } from '../../facts/session.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { type Standing, standingOf } from '../../facts/standing.ts'
import type { RecipeName } from '../../fixes/product.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values extends Told {
  /** Each m-line with what may be disliked in it. */
  readonly offered: readonly string[]
  readonly empty: boolean
  readonly warned: number | undefined
}

const STATUSES = [488, 606]

const COMPARE =
  'Compare the offered codecs and the media profile (RTP/AVP or RTP/SAVP) with what the answering side accepts.'

export const response488 = rule<'conversation', Values>({
  id: 'signaling.response-488',
  category: 'codec',
  severity: 'high',
  sources: ['RFC 3261 §21.4.26', 'RFC 3261 §21.6.4', 'RFC 3261 §20.43'],
  title: 'Media not acceptable',
  examines: 'conversation',
  yieldsTo: [
    'sdp.no-common-codec',
    'sdp.srtp-profile-mismatch',
    'signaling.response-406-415',
    'fax.t38-rejected',
    'transfer.*',
  ],
  issues: ['488', '606', 'notacceptable'],
  meaning: 'The side that answers does not accept the media offered: codecs, encryption, addresses or kinds of media.',
  fires:
    'A call ends with 488 or 606. Critical where the offer has no line with a port at all, or half of five calls or more to a peer end so.',
  quiet:
    'Offers within a call that goes on, which have a rule of their own; info where a later offer was accepted. Where the codecs or profiles are seen not to fit, that finding stands in its place.',
  example: [
    'SIP/2.0 488 Not Acceptable Here',
    'Warning: 304 203.0.113.7 "Media type not available"',
    'm=audio 4000 RTP/SAVP 0 8',
  ],
  recommendation: COMPARE,
  recipe: 'codec',
  verify: 'Verify: the offer is answered with a description.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const { request, response } = refusal
      const lines = request?.description?.media ?? []
      const empty = lines.length > 0 && lines.every(({ port }) => port === 0)
      const standing = weigh(refusal, conversation, empty)
      const proof = refusalProof(refusal)
      const values = {
        ...toldOf(refusal, standing),
        offered: request ? lines.slice(0, 4).map((media) => lineText(request, media)) : [],
        empty,
        warned: headerValues(response, 'warning')[0]?.code,
      }
      const recipe = RECIPES[disliked(values)]
      yield {
        ...refusalFault(refusal, standing),
        proof: [...proof, ...lines.slice(0, 4).map((sdp): Proof => ({ message: request!, sdp }))],
        values,
        ...(recipe && { recipe }),
        title: `Media not acceptable: ${response.status}`,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) =>
    `${tell(told, meaningOf(told.status))}${told.offered.length > 0 ? ` The offer has ${told.offered.join(' and ')}.` : ''}`,
  advise: (values) =>
    (values.warned !== undefined && disliked(values) === 'warned' && ADVICE[values.warned]) || LIKELY[disliked(values)],
})

type Disliked = 'empty' | 'warned' | 'encryption' | 'family' | 'fax' | 'codecs'

/** What the answering side most likely does not accept: what it says, else what is unusual about the offer. */
function disliked({ empty, warned, offered }: Values): Disliked {
  if (empty) return 'empty'
  const text = offered.join(' ')
  // Of a single audio line, 304 means its profile rather than its kind.
  const plain = warned === 304 && offered.length === 1
  if (warned !== undefined && ADVICE[warned] && !plain) return 'warned'
  if (/SAVP/.test(text)) return 'encryption'
  if (/IPv6/.test(text)) return 'family'
  return /\bimage\b/.test(text) ? 'fax' : 'codecs'
}

const LIKELY: Readonly<Record<Disliked, string>> = {
  empty: 'Offer at least one line with a port other than 0.',
  warned: COMPARE,
  encryption:
    'Switch SRTP on at the answering side, or off towards it: the offer insists on it. Then compare the codecs.',
  family: 'Offer IPv4 addresses for the media towards this peer, then compare the codecs.',
  fax: 'Allow T.38 at the answering side, or fall back to G.711 for fax.',
  codecs: COMPARE,
}

/** Settings that mend it, where they are not those of codecs. */
const RECIPES: Readonly<Partial<Record<Disliked, RecipeName>>> = { encryption: 'srtp', fax: 'fax' }

const ADVICE: Readonly<Record<number, string>> = {
  300: 'Offer IP media of a protocol that the answering side has: IN IP4 where it knows no IPv6.',
  301: 'Offer media addresses of a family that the answering side has: IPv4 where it knows no IPv6.',
  302: 'Offer the media profile (RTP/AVP, RTP/SAVP, RTP/SAVPF) that the answering side accepts.',
  304: 'Offer only kinds of media that the answering side takes: audio alone, without video or image lines.',
  305: 'Offer at least one codec that the answering side supports; PCMU and PCMA are understood almost everywhere.',
  306: 'Leave out the attributes that the answering side does not understand.',
  370: 'Lower the bandwidth asked for (b= lines, codecs), or give the link more.',
}

/** `audio over RTP/SAVP with PCMU, PCMA (DTLS, ICE, IPv6)`. */
function lineText(request: SipRequest, media: MediaDescription): string {
  const address = mediaAddress(media, request.description!)
  const marks = [
    hasAttribute(request, media, 'crypto') && 'SDES',
    hasAttribute(request, media, 'fingerprint') && 'DTLS',
    hasAttribute(request, media, 'ice-ufrag', 'candidate') && 'ICE',
    address !== undefined && isLiteral(address) && address.includes(':') && 'IPv6',
    address !== undefined && isLiteral(address) && addressClass(address) === 'hold' && `address ${address}`,
    media.port === 0 && 'port 0',
  ].filter((mark) => mark !== false)
  const codecs = clip(codecNames(media).join(', '), 100)
  return `${media.kind} over ${media.profile}${codecs ? ` with ${codecs}` : ''}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`
}

function weigh(refusal: Refusal, conversation: SignalingConversation, empty: boolean): Standing {
  const standing = standingOf(refusal, conversation, empty ? 'critical' : 'high')
  return standing.level === 'critical'
    ? { ...standing, because: 'The offer has no line that could be accepted' }
    : standing
}
