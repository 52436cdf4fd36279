import type { Call } from '../model/call.ts'
import type { CallMetrics } from '../model/events.ts'
import type { RtpStream } from '../model/stream.ts'
import { sessionRequestDelayMs, talkTimeMs } from './records.ts'

/** Call figures over a whole input, added up call by call and stream by stream when each is final. */
export interface MetricsKeeper {
  call(call: Call): void
  stream(stream: RtpStream): void
  /** Undefined where there was neither call nor media. Delay, talk time and jitter are means over those measured. */
  metrics(): CallMetrics | undefined
}

export function createMetrics(): MetricsKeeper {
  const delay = createMean()
  const talk = createMean()
  const jitter = createMean()
  let jitterMsMax: number | undefined
  let [calls, answered, failed, rtpStreams, packets, lost, expected] = [0, 0, 0, 0, 0, 0, 0]

  return {
    call(call) {
      calls++
      if (call.outcome === 'answered') answered++
      if (call.outcome === 'failed' || call.outcome === 'rejected' || call.outcome === 'timed-out') failed++
      delay.add(sessionRequestDelayMs(call))
      talk.add(talkTimeMs(call))
    },
    stream(stream) {
      rtpStreams++
      packets += stream.packets
      lost += stream.lost
      expected += stream.expected
      jitter.add(stream.jitterMs?.mean)
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
            lossPercent: expected === 0 ? undefined : (100 * lost) / expected,
            jitterMsMean: jitter.mean(),
            jitterMsMax,
            sessionRequestDelayMs: delay.mean(),
            talkTimeMs: talk.mean(),
          },
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
