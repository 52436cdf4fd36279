import type { Call } from '../model/call.ts'
import type { CallMetrics, QualityFigures, StreamRecord } from '../model/events.ts'
import type { Quality, QualityScale } from '../model/quality.ts'
import { reachedCallee, startsOf } from './attempts.ts'
import { callDelays } from './call-facts.ts'

/** Call figures over a whole input, added up call by call and stream by stream when each is final. */
export interface MetricsKeeper {
  call(call: Call): void
  stream(stream: StreamRecord): void
  /** Undefined where there was neither call nor media. Delays, talk time and jitter are means over those measured. */
  metrics(): CallMetrics | undefined
}

export function createMetrics(): MetricsKeeper {
  const delay = createMean()
  const postDial = createMean()
  const setup = createMean()
  const talk = createMean()
  const jitter = createMean()
  const quality = createQuality()
  let jitterMsMax: number | undefined
  let [calls, answered, failed, begun, begunAnswered, reached] = [0, 0, 0, 0, 0, 0]
  let [rtpStreams, packets, lost, expected] = [0, 0, 0, 0]

  return {
    call(call) {
      const starts = startsOf(call)
      calls++
      if (call.outcome === 'answered') answered++
      if (call.outcome === 'failed' || call.outcome === 'rejected' || call.outcome === 'timed-out') failed++
      if (call.invite && call.outcome !== 'unknown') {
        begun++
        if (call.outcome === 'answered') begunAnswered++
        if (starts.some(reachedCallee)) reached++
      }
      const delays = callDelays(call, starts)
      delay.add(delays.sessionRequestDelay?.ms)
      postDial.add(delays.postDialDelay?.ms)
      setup.add(delays.setupTimeMs)
      talk.add(delays.talkTime?.ms)
    },
    stream(stream) {
      rtpStreams++
      packets += stream.packets
      lost += stream.lost
      expected += stream.expected
      jitter.add(stream.jitterMs?.mean)
      if (stream.quality) quality.add(stream.quality)
      if (stream.jitterMs) jitterMsMax = Math.max(jitterMsMax ?? 0, stream.jitterMs.max)
    },
    metrics: () =>
      calls + rtpStreams === 0
        ? undefined
        : {
            calls,
            answered,
            failed,
            rtpStreams,
            packets,
            lost,
            lossPercent: percentOf(lost, expected),
            jitterMsMean: jitter.mean(),
            jitterMsMax,
            asrPercent: percentOf(begunAnswered, begun),
            nerPercent: percentOf(reached, begun),
            sessionRequestDelayMs: delay.mean(),
            postDialDelayMs: postDial.mean(),
            setupTimeMs: setup.mean(),
            talkTimeMs: talk.mean(),
            quality: quality.figures(),
          },
  }
}

/** Undefined of nothing. */
export const percentOf = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : (100 * part) / whole

/** Means and worst by scale. */
function createQuality() {
  const scales = new Map<QualityScale, { -readonly [name in keyof QualityFigures]: QualityFigures[name] }>()
  return {
    add({ scale, rFactor, mosListening, mosConversational }: Quality): void {
      let one = scales.get(scale)
      if (!one) {
        one = {
          ...{ scale, streams: 0, rFactorMean: 0, rFactorWorst: rFactor },
          ...{ mosListeningMean: 0, mosListeningWorst: mosListening },
          ...{ mosConversationalMean: 0, mosConversationalWorst: mosConversational },
        }
        scales.set(scale, one)
      }
      one.streams++
      one.rFactorMean += (rFactor - one.rFactorMean) / one.streams
      one.mosListeningMean += (mosListening - one.mosListeningMean) / one.streams
      one.mosConversationalMean += (mosConversational - one.mosConversationalMean) / one.streams
      one.rFactorWorst = Math.min(one.rFactorWorst, rFactor)
      one.mosListeningWorst = Math.min(one.mosListeningWorst, mosListening)
      one.mosConversationalWorst = Math.min(one.mosConversationalWorst, mosConversational)
    },
    figures: (): readonly QualityFigures[] => [...scales.values()].map((one) => ({ ...one })),
  }
}

function createMean() {
  let [sum, count] = [0, 0]
  return {
    add(value: number | undefined): void {
      if (value === undefined) return
      sum += value
      count++
    },
    mean: (): number | undefined => (count === 0 ? undefined : sum / count),
  }
}
