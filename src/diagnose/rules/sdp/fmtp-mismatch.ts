import { type Format, formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { Codec } from '../../../model/description.ts'
import type { SipMessage } from '../../../model/message.ts'
import { codecKey, codecName } from '../../facts/codecs.ts'
import { type AgreedLine, agreedLines, isCut, lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly codec: string
  readonly parameter: string
  readonly offered: string
  readonly answered: string
  readonly effect: string
}

type Clash = Omit<Values, 'codec'> & { readonly weight?: Weight }

export const fmtpMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.fmtp-mismatch',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 4856 §2.1.9', 'RFC 7261', 'RFC 3952 §5', 'RFC 4867 §8.3.1', 'RFC 6184 §8.2.2', 'RFC 4733 §2.4.1'],
  title: 'Codec parameters do not fit (fmtp)',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'Both sides name the codec, with parameters that contradict each other: one cannot decode what the other sends.',
  fires:
    'AMR octet-align, interleaving, crc or mode-set differ (high: noise or silence); iLBC mode 20 against 30; H.264 profile or packetization mode; telephone-event without the digits 0-11; G.729 Annex B yes against no (low).',
  quiet:
    'Opus, whose parameters are wishes of the receiver; telephone-event 0-11 without 12-15; an offer that also lists the parameters answered.',
  example: ['a=fmtp:97 octet-align=1', 'a=fmtp:97 octet-align=0'],
  recommendation: 'Set the same codec parameters on both sides.',
  recipe: 'codec',
  verify: 'Verify: the a=fmtp lines of offer and answer agree.',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange }) {
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const pair of agreedLines(exchange)) {
      for (const answered of pair.answer.codecs) {
        if (!HAS_PARAMETERS.test(answered.encoding ?? '')) continue
        const key = codecKey(answered)
        const same = key === undefined ? [] : pair.offer.codecs.filter((codec) => codecKey(codec) === key)
        if (
          same.some(
            (codec) =>
              codec.fmtp === answered.fmtp && codec.fmtp !== undefined && answered.encoding !== 'telephone-event',
          )
        )
          continue
        const clashes = same.map((codec) => clashOf(formatOf(codec), formatOf(answered)))
        const clash = clashes.includes(undefined) ? undefined : clashes[0]
        if (!clash) continue
        const { weight, ...values } = clash
        yield {
          values: { codec: codecName(answered), ...values },
          proof: [
            fmtpOf(exchange.offer.message, pair, 'offer', same[0]!),
            fmtpOf(exchange.answer!.message, pair, 'answer', answered),
          ],
          scope: [codecName(answered), clash.parameter],
          mends: exchange.answer!.message,
          ...(weight && { severity: weight }),
        }
      }
    }
  },
  detail: ({ codec, parameter, offered, answered, effect }) =>
    `${codec}: the offer has ${parameter} ${offered}, the answer ${answered}. ${effect}`,
})

/** Codecs whose parameters both sides must share. */
const HAS_PARAMETERS = /^(?:g\.?729[ab]*|ilbc|amr(?:-wb)?|h264|telephone-event)$/i

/** The fmtp line of a codec, else its m-line. */
function fmtpOf(message: SipMessage, pair: AgreedLine, side: 'offer' | 'answer', { payloadType }: Codec): Proof {
  const media = pair[side]
  const line = media.attributes.find(({ name, value }) => name === 'fmtp' && value?.startsWith(`${payloadType} `))
  return line ? { message, sdp: line } : lineOf(message, media)
}

const yesNo = (value: boolean): string => (value ? 'on' : 'off')

function clashOf(offer: Format, answer: Format): Clash | undefined {
  switch (offer.kind) {
    case 'g729':
      return answer.kind === 'g729' && answer.annexB !== offer.annexB
        ? {
            parameter: 'annexb',
            offered: yesNo(offer.annexB),
            answered: yesNo(answer.annexB),
            effect: 'Off should win; a side that sends silence frames all the same is heard with gaps.',
            weight: { level: 'low', because: 'Either side saying no turns Annex B off (RFC 7261)' },
          }
        : undefined
    case 'ilbc':
      return answer.kind === 'ilbc' && answer.modeMs !== offer.modeMs
        ? {
            parameter: 'mode',
            offered: String(offer.modeMs),
            answered: String(answer.modeMs),
            effect: 'Both must then use 30 ms frames; a side that does not is not understood.',
          }
        : undefined
    case 'amr':
      return answer.kind === 'amr' ? amrClash(offer, answer) : undefined
    case 'h264':
      return answer.kind === 'h264' ? h264Clash(offer, answer) : undefined
    case 'telephone-event':
      return answer.kind === 'telephone-event' ? eventClash(offer, answer) : undefined
    default:
      return undefined
  }
}

const HIGH: Weight = { level: 'high', because: 'The payload is packed in another way: noise or silence' }

function amrClash(
  offer: Extract<Format, { kind: 'amr' }>,
  answer: Extract<Format, { kind: 'amr' }>,
): Clash | undefined {
  const clash = (parameter: string, offered: string, answered: string, weight?: Weight): Clash => ({
    parameter,
    offered,
    answered,
    effect: 'The two pack or choose their frames differently, so the receiver cannot decode them.',
    ...(weight && { weight }),
  })
  if (offer.octetAligned !== answer.octetAligned)
    return clash('octet-align', String(Number(offer.octetAligned)), String(Number(answer.octetAligned)), HIGH)
  if (offer.interleaving !== answer.interleaving)
    return clash('interleaving', String(offer.interleaving ?? 'none'), String(answer.interleaving ?? 'none'), HIGH)
  if (offer.crc !== answer.crc) return clash('crc', yesNo(offer.crc), yesNo(answer.crc), HIGH)
  const [mine, theirs] = [offer.modes, answer.modes]
  return mine && theirs && new Set(mine).isDisjointFrom(new Set(theirs))
    ? clash('mode-set', mine.join(','), theirs.join(','), HIGH)
    : undefined
}

function h264Clash(
  offer: Extract<Format, { kind: 'h264' }>,
  answer: Extract<Format, { kind: 'h264' }>,
): Clash | undefined {
  const effect = 'A decoder of one cannot read the pictures of the other.'
  const [mine, theirs] = [offer.profileLevelId?.slice(0, 2), answer.profileLevelId?.slice(0, 2)]
  if (mine !== undefined && theirs !== undefined && mine !== theirs)
    return { parameter: 'profile_idc', offered: mine, answered: theirs, effect }
  return offer.packetizationMode === answer.packetizationMode
    ? undefined
    : {
        parameter: 'packetization-mode',
        offered: String(offer.packetizationMode),
        answered: String(answer.packetizationMode),
        effect,
      }
}

/** The digits, star and hash (RFC 4733 §3.2, events 0-11). */
const LAST_DIGIT_EVENT = 11

function eventClash(
  offer: Extract<Format, { kind: 'telephone-event' }>,
  answer: Extract<Format, { kind: 'telephone-event' }>,
): Clash | undefined {
  const covers = ({ events }: typeof offer) => events.some(({ first, last }) => first === 0 && last >= LAST_DIGIT_EVENT)
  if (covers(offer) && covers(answer)) return undefined
  const text = ({ events }: typeof offer) => events.map(({ first, last }) => `${first}-${last}`).join(',')
  return {
    parameter: 'events',
    offered: text(offer),
    answered: text(answer),
    effect: 'Not all digits 0-9, * and # can be sent.',
  }
}
