import type { Call } from '../../../model/call.ts'
import type { Severity } from '../../../model/finding.ts'
import type { Quality } from '../../../model/quality.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { ceilingOf, provenanceText, scoreOf, scoresText } from '../../facts/scores.ts'
import { isOver, lossDoubt } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, receiversMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { MOS_CRITICAL, MOS_DROP, MOS_HIGH, MOS_LOW, MOS_MEDIUM, MOS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly mos: number
  readonly scale: string
  readonly codec: string
  readonly direction: string
  readonly spoilt: 'loss' | 'discard' | 'delay' | 'codec'
  readonly says: string
}

export const mosLow = rule<'stream', Values>({
  id: 'media.mos-low',
  category: 'media',
  severity: 'high',
  sources: ['ITU-T G.107', 'ITU-T G.107.1', 'ITU-T G.109', 'ITU-T G.113'],
  title: 'Low voice quality (MOS)',
  examines: 'stream',
  observed: true,
  issues: ['mos', 'quality', 'choppy', 'robotic', 'garbled'],
  meaning:
    'By the E-model, codec, loss, late packets and delay together make this direction of the call tiresome to listen to.',
  fires:
    'The conversational score (MOS-CQ) of a stream of 500 or more packets is below 3.8: low; below 3.6 medium, below 3.1 high, below 2.0 critical. The worst direction of a codec is told.',
  quiet:
    'Shorter streams, early media, music on hold, codecs without a rating. Never above medium for a codec nobody has rated; info where the codec alone would not reach 3.8 and the network takes less than 0.3 from it.',
  example: ['ssrc 0x1f2e3d4c, 192.0.2.10:4000 to 198.51.100.7:5000, PT 0 (PCMU): MOS-CQ 2.61, MOS-LQ 2.79, R 50.4'],
  recommendation: 'Remove what costs most: loss, then late packets, then delay, then the codec.',
  recipe: 'qos',
  verify: 'Verify: MOS-CQ of the same direction is 3.8 or more.',
  *check({ stream, call }, { capture }) {
    if (!isTalk(stream, call)) return
    const quality = scoreOf(stream, call)
    if (!quality || quality.mosConversational >= MOS_LOW) return
    if (stream.packets < MOS_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const doubt = quality.provenance.lossPercent > 0 ? lossDoubt(call, capture) : undefined
    if (doubt) {
      yield { insufficient: doubt }
      return
    }
    yield faultOf(stream, call, quality)
  },
  detail: ({ mos, scale, codec, direction, says }) =>
    `The audio ${direction} (${codec}) scores MOS-CQ ${mos.toFixed(2)} on the ${scale} scale. ${says}`,
  advise: ({ spoilt }) => ADVICE[spoilt],
})

const ADVICE: Readonly<Record<Values['spoilt'], string>> = {
  loss: 'Find where packets are lost on the way from the sender to this tap, and give voice its own queue.',
  discard: 'Packets come too late to be played: look for full queues and Wi-Fi on the way, and use an adaptive buffer.',
  delay: 'Shorten the path: media through fewer relays, in the region of both ends, with smaller buffers.',
  codec: 'Prefer a codec with a better rating (G.711, G.722, Opus) on this leg.',
}

function faultOf(stream: RtpStream, call: Call | undefined, quality: Quality) {
  const { mosConversational: mos, provenance, worst } = quality
  const place = placeOf(stream, call)
  const window = worst ? `; worst 10 s from ${isoOf(worst.at)}: ${scoresText(worst)}` : ''
  const figures = `${scoresText(quality)}: ${provenanceText(provenance)}${window}`
  return {
    values: {
      mos,
      scale: provenance.scale,
      codec: provenance.codec,
      direction: directionOf(stream, call),
      spoilt: spoiltBy(quality),
      says: saysOf(quality),
    },
    title: `Low voice quality (MOS ${mos.toFixed(1)})`,
    proof: [streamProof(stream, figures, worst && { at: worst.at })] as const,
    scope: [provenance.codec.toLowerCase(), provenance.scale],
    severity: weigh(quality, ceilingOf(stream, call) ?? MOS_LOW),
    ...(place && { mends: receiversMessage(place) }),
  }
}

/** `ceiling` is what the codec can reach: where that is less than anybody calls good, only what is missing from it counts. */
function weigh({ mosConversational: mos, provenance }: Quality, ceiling: number): Weight {
  const text = `MOS-CQ ${mos.toFixed(2)}`
  if (ceiling < MOS_LOW) {
    const drop = ceiling - mos
    const because = `${text}, where this codec reaches ${ceiling.toFixed(2)} at best`
    return { level: drop < MOS_DROP ? 'info' : levelOf(MOS_LOW - drop), because }
  }
  const level = levelOf(mos)
  const rated = provenance.codecIeSource !== 'unknown'
  return rated || level === 'low' || level === 'medium'
    ? { level, because: text }
    : { level: 'medium', because: `${text}, for a codec that nobody has rated` }
}

const levelOf = (mos: number): Severity =>
  mos < MOS_CRITICAL ? 'critical' : mos < MOS_HIGH ? 'high' : mos < MOS_MEDIUM ? 'medium' : 'low'

function spoiltBy({ mosListening, mosConversational, provenance }: Quality): Values['spoilt'] {
  const { lossPercent, discardPercent } = provenance
  if (lossPercent + discardPercent < 0.5) return mosListening - mosConversational > 0.2 ? 'delay' : 'codec'
  return lossPercent >= discardPercent ? 'loss' : 'discard'
}

function saysOf({ provenance }: Quality): string {
  const { lossPercent, discardPercent, mouthToEarMs, delaySource } = provenance
  const delay = delaySource === 'assumed' ? 'assumed' : delaySource === 'rtcp' ? 'by RTCP' : 'as an end declares'
  return `${lossPercent.toFixed(1)} % of its packets are missing at this tap, ${discardPercent.toFixed(1)} % come too late for a buffer of up to 200 ms, and ${mouthToEarMs.toFixed(0)} ms pass from mouth to ear (network ${delay}).`
}
