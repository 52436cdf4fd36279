import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { lineOf, profileOf } from '../../facts/media-lines.ts'
import { SRTP_TAGS } from '../../facts/payload-sizes.ts'
import {
  directionOf,
  placeOf,
  receiversLine,
  receiversMessage,
  sendersLine,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { PTIME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agreed: 'srtp' | 'rtp'
  readonly tagOctets: number
  readonly packets: number
  readonly direction: string
}

export const srtpDecodeSuspect = rule<'stream', Values>({
  id: 'media.srtp-decode-suspect',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3711 §3.1 and §5.2', 'RFC 7714 §13.2', 'RFC 4568'],
  title: 'Media is not protected as agreed',
  examines: 'stream',
  observed: true,
  explains: ['media.one-way-audio'],
  issues: ['srtp', 'encryption', 'noise', 'silence'],
  meaning:
    'Packets are as long as plain ones where SRTP was agreed, or longer by an authentication tag where plain RTP was: one side cannot read the other.',
  fires:
    '50 packets or more of a codec of fixed size have no tag under an SRTP profile, or one of 4, 10 or 16 octets under RTP/AVP.',
  quiet:
    'Codecs of variable size; keys offered beside RTP/AVP; suites that switch authentication off; two sides that wrote different profiles, which has a finding of its own.',
  example: ['m=audio 5000 RTP/SAVP 0', 'PT 0 (PCMU): 500 packets without an authentication tag'],
  recommendation:
    'Compare the SRTP settings of the side that sends this with what it put into its description: a relay between may have decrypted or passed on the wrong leg.',
  recipe: 'srtp',
  verify:
    'Verify: payloads are 10 octets (AES_CM_128_HMAC_SHA1_80) longer than plain ones where SRTP is agreed, and plain where it is not.',
  applies: ({ call }) => call !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    const [to, from] = place ? [receiversLine(place), sendersLine(place)] : []
    if (!place || !to || !from || place.early) return
    const [profile, other] = [profileOf(to), profileOf(from)]
    if (profile === undefined || profile !== other || hasKeysAside(to) || hasKeysAside(from)) return
    const { tagOctets, packets } = stream
    if (tagOctets === undefined) {
      if (profile !== 'plain') yield { insufficient: 'encrypted' }
      return
    }
    const agreed = profile === 'plain' ? 'rtp' : 'srtp'
    if (
      packets < PTIME_PACKETS ||
      (agreed === 'srtp' ? tagOctets !== 0 || isUnsigned(to, from) : !SRTP_TAGS.has(tagOctets))
    )
      return
    const [receiver, sender] = [receiversMessage(place), sendersMessage(place)]
    yield {
      values: { agreed, tagOctets, packets, direction: directionOf(stream, call) },
      proof: [
        streamProof(
          stream,
          `${packets} packets, ${tagOctets === 0 ? 'no octets' : `${tagOctets} octets`} beyond the codec's own`,
        ),
        ...(receiver ? [lineOf(receiver, to)] : []),
        ...(sender ? [lineOf(sender, from)] : []),
      ],
      scope: [directionOf(stream, call), agreed],
      ...(sender && { mends: sender }),
    }
  },
  detail: ({ agreed, tagOctets, packets, direction }) =>
    agreed === 'srtp'
      ? `SRTP was agreed, and the ${packets} packets ${direction} are as long as plain ones: they seem to go in the clear.`
      : `Plain RTP was agreed, and the ${packets} packets ${direction} are ${tagOctets} octets longer than the codec needs, as with an SRTP tag: they seem to be encrypted.`,
})

/** Keys beside a profile that needs none: a best-effort offer (RTP/AVP with a=crypto), where either may follow. */
const hasKeysAside = (media: MediaDescription): boolean =>
  profileOf(media) === 'plain' && media.attributes.some(({ name }) => name === 'crypto' || name === 'fingerprint')

/** Session parameters that switch encryption or authentication off (RFC 4568 §6.3). */
const isUnsigned = (...lines: readonly MediaDescription[]): boolean =>
  lines.some((media) =>
    attributeValues(media, 'crypto').some(
      ({ value: { suite, sessionParams } }) =>
        suite.includes('NULL') || sessionParams.some((param) => /^UN(?:AUTHENTICATED|ENCRYPTED)_SRTP$/i.test(param)),
    ),
  )
