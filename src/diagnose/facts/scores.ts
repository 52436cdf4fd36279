import { qualityIn } from '../../correlate/quality/call-quality.ts'
import { qualityOf } from '../../correlate/quality/quality.ts'
import type { Call } from '../../model/call.ts'
import type { Quality, QualityProvenance, QualityScores } from '../../model/quality.ts'
import type { RtpStream } from '../../model/stream.ts'
import { lastFew } from './last-few.ts'
import { isCoarselyTimed, playedBy } from './stream-trust.ts'
import { placeOf } from './streams.ts'

const UNTIMED = { jitterBuffers: undefined, playoutBursts: undefined } as const
const UNHARMED = { ...UNTIMED, lost: 0, lossPercent: 0, bursts: undefined, worstWindow: undefined } as const

/** A stream and the call it is of, as the rules on its score share them. */
const scores = lastFew((stream: RtpStream) => {
  let known: { readonly call: Call | undefined; readonly quality: Quality | undefined } | undefined
  return (call: Call | undefined): Quality | undefined => {
    known ??= { call, quality: made(stream, call) }
    return known.call === call ? known.quality : made(stream, call)
  }
})

/**
 * How a stream sounds, to decide by. What the packets' times say is left out where the clock of the capture is not to be believed,
 * and where a usual fixed buffer plays more than the adaptive one, that counts: a finding must not be made by the simulation.
 */
export const scoreOf = (stream: RtpStream, call: Call | undefined): Quality | undefined => scores(stream)(call)

function made(stream: RtpStream, call: Call | undefined): Quality | undefined {
  const { jitterBuffers } = stream
  const context = { fmtp: placeOf(stream, call)?.codec?.fmtp }
  if (isCoarselyTimed(stream)) return qualityOf({ ...stream, ...UNTIMED }, context)
  const quality = qualityIn(call, stream)
  if (!quality || !jitterBuffers) return quality
  const best = playedBy(jitterBuffers)
  if (best === jitterBuffers.adaptive) return quality
  const { worstWindow: lost } = stream
  const worstWindow = best.late === 0 ? lost && { ...lost, late: 0 } : jitterBuffers.worstWindow
  const milder = qualityOf({ ...stream, jitterBuffers: { ...jitterBuffers, adaptive: best, worstWindow } }, context)
  if (!milder || milder.mosConversational <= quality.mosConversational) return quality
  return { ...milder, provenance: { ...milder.provenance, jitterBufferModel: `fixed ${best.bufferMs} ms` } }
}

/** The score of that codec with nothing lost and no delay. */
export const ceilingOf = (stream: RtpStream, call: Call | undefined): number | undefined =>
  qualityOf({ ...stream, ...UNHARMED }, { fmtp: placeOf(stream, call)?.codec?.fmtp })?.mosListening

/** `MOS-CQ 3.12, MOS-LQ 3.30, R 60.4`. */
export const scoresText = ({ mosConversational, mosListening, rFactor }: QualityScores): string =>
  `MOS-CQ ${mosConversational.toFixed(2)}, MOS-LQ ${mosListening.toFixed(2)}, R ${rFactor.toFixed(1)}`

/** All that a score stands on, and where each figure comes from. */
export function provenanceText(provenance: QualityProvenance): string {
  const { codec, codecIeSource, lossPercent, discardPercent, lossSource, burstR, delaySource, plc } = provenance
  const { mouthToEarMs, networkDelayMs, jitterBufferModel, scale } = provenance
  return [
    `${codec} on the ${scale} scale (impairment: ${IE_SOURCES[codecIeSource]}, loss concealment ${plc})`,
    `loss ${lossPercent.toFixed(2)} % (${lossSource}), discarded ${discardPercent.toFixed(2)} % (buffer: ${jitterBufferModel}), burst ratio ${burstR.toFixed(2)}`,
    `delay ${mouthToEarMs.toFixed(0)} ms mouth to ear, of it ${networkDelayMs.toFixed(0)} ms network (${delaySource})`,
  ].join('; ')
}

const IE_SOURCES: Readonly<Record<QualityProvenance['codecIeSource'], string>> = {
  G113: 'ITU-T G.113',
  estimate: 'an estimate, no ITU value',
  unknown: 'not known, network alone',
}
