import type { Party } from '../../../model/call-facts.ts'
import { agentLegs } from '../../facts/agent-legs.ts'
import { isWideband } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { isTrunk, type LegCodec, legPairs } from '../../facts/leg-codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { agentName, humanSide } from '../../facts/voice-agent.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly agent: string
  readonly codecs: readonly [string, string]
  /** What either end has. */
  readonly offered: readonly [string, string]
  readonly trunk: boolean
}

export const narrowbandOnly = rule<'joinedCall', Values>({
  id: 'ai.narrowband-only',
  category: 'codec',
  severity: 'low',
  sources: ['ITU-T G.722', 'RFC 6716 §1'],
  title: 'Narrowband to the voice agent although both ends have wideband',
  examines: 'joinedCall',
  issues: ['stt', 'wideband', 'codec', 'agent'],
  meaning:
    'The upper half of the voice is cut off on the way: recognition confuses s and f, and names and numbers suffer. Making 16 kHz of it again brings nothing back.',
  fires:
    'Both legs of a call with a voice agent carry 8 kHz audio, and the descriptions of both ends list a wideband codec.',
  quiet:
    'An end that has narrowband alone; one leg in wideband, which is told as lost wideband. Info towards the telephone network.',
  example: [
    'm=audio 40000 RTP/AVP 0 9 (caller)',
    'm=audio 50000 RTP/AVP 0 9 (agent)',
    'm=audio 40002 RTP/AVP 0 (between them)',
  ],
  recommendation:
    'Put G.722 or Opus first on both legs, the same on each, so that the server between them need not transcode.',
  recipe: 'codec',
  verify: 'Verify: the answers on both legs choose the same wideband codec.',
  *check(subject, context) {
    const pairs = legPairs(subject)
    if (pairs.length === 0 && subject.legs.filter(({ answer }) => answer).length > 1)
      yield { insufficient: 'sdp-absent' }
    let unseen = false
    for (const pair of pairs) {
      const legs = agentLegs(pair, context)
      if (!legs || pair.some(({ codec }) => isWideband(codec) || codec.clockRateHz !== 8_000)) continue
      const { agent, near, far } = legs
      const ends = [wideOf(far, humanSide(agent)), wideOf(near, agent.side)] as const
      if (!ends[0] || !ends[1]) continue
      if (pair.some(mayBeWide)) {
        unseen = true
        continue
      }
      const trunk = isTrunk(far)
      yield {
        values: {
          ...{ trunk, agent: agentName(agent), codecs: [far.name, near.name] },
          offered: [ends[0].name, ends[1].name],
        },
        proof: [ends[0].proof, ends[1].proof],
        scope: [trunk ? 'trunk' : 'inside'],
        confidence: agent.confidence,
        mends: near.audio.exchange.offer.message,
        ...(trunk && { severity: { level: 'info', because: 'The telephone network has no wideband' } as const }),
      }
      return
    }
    if (unseen) yield { insufficient: 'no-rtp-in-capture' }
  },
  detail: ({ agent, codecs: [far, near], offered: [human, machine], trunk }) =>
    `The legs of the call with ${agent} carry ${far}${near === far ? '' : ` and ${near}`}, 8 kHz audio, although one end lists ${human} and the other ${machine}${trunk ? '; the telephone network is on the way' : '. The server between the legs chose it'}.`,
})

/** The answer allows wideband as well, and no packet shows what is used. */
const mayBeWide = ({ seen, audio }: LegCodec): boolean => !seen && mediaCodecs(audio.answer).some(isWideband)

/** A wideband codec that this end of the leg lists, with its m-line. */
function wideOf({ call, audio }: LegCodec, side: Party): { readonly name: string; readonly proof: Proof } | undefined {
  const { exchange, offer, answer } = audio
  const offers = senderOf(call, exchange.offer.message) === side
  const line = offers ? offer : answer
  const codec = mediaCodecs(line).find(isWideband)
  const { message } = offers ? exchange.offer : exchange.answer!
  return codec && { name: codecName(codec), proof: lineOf(message, line) }
}
