import { describe, expect, test } from 'vitest'
import { farEndQualityOf, qualityOf } from '../../../src/correlate/quality/quality.ts'
import { NO_RTCP } from '../../../src/correlate/rtp-control.ts'
import type { Call } from '../../../src/model/call.ts'
import type { RtcpFacts } from '../../../src/model/rtcp.ts'
import type { LossBursts, RtpStream } from '../../../src/model/stream.ts'
import { conversationsOf, ladder } from '../../support/ladder.ts'

const [call] = conversationsOf(ladder`
  0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU
  1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU
  1.1  10.0.0.5 > 10.0.0.9   ACK
  1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 500
  15   10.0.0.5 > 10.0.0.9   BYE
  15.1 10.0.0.9 > 10.0.0.5   200`)
const REAL = (call as Call).streams[0]!

interface Shape extends Partial<RtpStream> {
  readonly codec?: string
  readonly octets?: number
  readonly late?: number
}

/** The stream of ten seconds above, as if it had been another codec or had fared worse. */
function streamOf({ codec = 'PCMU', octets = 160, late = 0, ...rest }: Shape): RtpStream {
  const [use] = REAL.payloadTypes
  const buffer = { bufferMs: 40, late: 0, latePercent: late, worstLatePercent: late }
  return {
    ...REAL,
    payloadTypes: [{ ...use!, encoding: codec, octets, sizes: [{ octets, packets: 500 }], otherSizes: 0 }],
    bursts: undefined,
    playoutBursts: undefined,
    worstWindow: undefined,
    tagOctets: undefined,
    jitterBuffers: { packets: 500, fixed: [], adaptive: buffer, worstWindow: undefined },
    ...rest,
  }
}

const halves = (oneMs: number, otherMs: number): Partial<RtcpFacts> => {
  const figures = (meanMs: number) => ({ count: 3, minMs: meanMs, meanMs, maxMs: meanMs })
  return { roundTrip: { sender: figures(oneMs), receiver: figures(otherMs), totalMs: oneMs + otherMs } }
}
const bursts = (burstR: number): LossBursts => ({
  ...{ bursts: 1, burstDensity: 0.5, gapDensity: 0.01, burstMs: 100, gapMs: 1_000, missing: 10, burstR },
})

describe('how a stream sounds', () => {
  test('clean G.711: delay was not measured, so 100 ms of network are assumed', () => {
    const quality = qualityOf(streamOf({}))!
    expect(quality).toMatchObject({
      scale: 'NB',
      worst: undefined,
      provenance: {
        ...{ scale: 'NB', codec: 'PCMU', codecIeSource: 'G113', plc: 'assumed', lossSource: 'wire' },
        ...{ delaySource: 'assumed', networkDelayMs: 100, mouthToEarMs: 160, jitterBufferModel: 'adaptive 20-200 ms' },
        ...{ lossPercent: 0, discardPercent: 0, burstR: 1 },
      },
    })
    expect(quality.mosListening).toBeCloseTo(4.41, 2)
    expect(quality.rFactor).toBeGreaterThan(88)
    expect(quality.mosConversational).toBeLessThan(quality.mosListening)
  })

  test('the round trip of RTCP, halved; else what an end declares', () => {
    const measured = qualityOf(streamOf({ rtcp: { ...NO_RTCP, ...halves(20, 60) } }), { declaredRoundTripMs: 300 })!
    expect(measured.provenance).toMatchObject({ delaySource: 'rtcp', networkDelayMs: 40, mouthToEarMs: 100 })
    const declared = qualityOf(streamOf({}), { declaredRoundTripMs: 300 })!
    expect(declared.provenance).toMatchObject({ delaySource: 'declared', networkDelayMs: 150 })
    expect(declared.rFactor).toBeLessThan(measured.rFactor)
    expect(declared.mosListening).toBeCloseTo(measured.mosListening, 9)
  })

  test('what is discarded counts as lost, of all that was expected', () => {
    const quality = qualityOf(streamOf({ lossPercent: 10, late: 10 }))!
    expect(quality.provenance).toMatchObject({ lossPercent: 10, discardPercent: 9 })
    const lost = qualityOf(streamOf({ lossPercent: 19 }))!
    expect(quality.rFactor).toBeCloseTo(lost.rFactor, 9)
  })

  test('bursts are worse, up to where the figure means nothing', () => {
    const random = qualityOf(streamOf({ lossPercent: 5, bursts: bursts(1) }))!
    const burst = qualityOf(streamOf({ lossPercent: 5, bursts: bursts(4) }))!
    expect(random.rFactor - burst.rFactor).toBeCloseTo(2.25, 1)
    const heavy = [1, 4].map((burstR) => qualityOf(streamOf({ lossPercent: 60, bursts: bursts(burstR) }))!.rFactor)
    expect(heavy[0]).toBe(heavy[1])
    const late = qualityOf(streamOf({ lossPercent: 5, bursts: bursts(1), playoutBursts: bursts(4) }))!
    expect(late.provenance.burstR).toBe(4)
  })

  test('the worst ten seconds, with what came late in them', () => {
    const window = { at: REAL.firstAt, lost: 50, expected: 500 }
    const lossy = qualityOf(streamOf({ lossPercent: 1, worstWindow: window, jitterBuffers: undefined }))!
    const alone = qualityOf(streamOf({ lossPercent: 10 }))!
    expect(lossy.worst).toEqual({
      at: REAL.firstAt,
      rFactor: alone.rFactor,
      mosListening: alone.mosListening,
      mosConversational: alone.mosConversational,
    })
    const stream = streamOf({ lossPercent: 1 })
    const jitterBuffers = { ...stream.jitterBuffers!, worstWindow: { ...window, late: 100 } }
    expect(qualityOf({ ...stream, jitterBuffers })!.worst!.rFactor).toBeLessThan(lossy.worst!.rFactor)
  })

  test('G.722 and Opus on the wideband scale, EVS on the fullband one', () => {
    const [wide, opus, full] = [
      qualityOf(streamOf({ codec: 'G722' }))!,
      qualityOf(streamOf({ codec: 'opus', clockRateHz: 48_000 }))!,
      qualityOf(streamOf({ codec: 'EVS', clockRateHz: 16_000, octets: 61 }))!,
    ]
    expect([wide.scale, opus.scale, full.scale]).toEqual(['WB', 'WB', 'FB'])
    expect(wide.rFactor).toBeGreaterThan(110)
    expect(full.rFactor).toBeGreaterThan(130)
    expect(wide.mosListening).toBeCloseTo(4.34, 2)
    expect(opus.provenance.codecIeSource).toBe('estimate')
  })

  test('loss of a codec whose robustness is an estimate makes the score one', () => {
    expect(qualityOf(streamOf({ codec: 'G722' }))!.provenance.codecIeSource).toBe('G113')
    expect(qualityOf(streamOf({ codec: 'G722', lossPercent: 2 }))!.provenance.codecIeSource).toBe('estimate')
    expect(qualityOf(streamOf({ lossPercent: 2 }))!.provenance.codecIeSource).toBe('G113')
  })

  test('a codec nobody knows: the share of the network alone', () => {
    const unknown = qualityOf(streamOf({ codec: 'SILK', clockRateHz: 24_000, lossPercent: 3 }))!
    expect(unknown).toMatchObject({ scale: 'NB', provenance: { codec: 'SILK', codecIeSource: 'unknown' } })
    expect(unknown.rFactor).toBe(qualityOf(streamOf({ lossPercent: 3 }))!.rFactor)
  })

  test('the mode through the tag of SRTP', () => {
    const stream = streamOf({ codec: 'AMR-WB', clockRateHz: 16_000, octets: 71, secure: true })
    expect(qualityOf(stream)!.provenance.codec).toBe('AMR-WB 23.85')
  })

  test('a receiver that conceals nothing says so', () => {
    const voipMetrics = { lossConcealment: 'disabled', roundTripDelayMs: 0 } as RtcpFacts['voipMetrics']
    const bare = qualityOf(streamOf({ lossPercent: 2, rtcp: { ...NO_RTCP, voipMetrics } }))!
    expect(bare.provenance).toMatchObject({ plc: 'signalled', delaySource: 'assumed' })
    expect(qualityOf(streamOf({ lossPercent: 2 }))!.rFactor - bare.rFactor).toBeGreaterThan(20)
  })

  test.each<readonly [string, Shape]>([
    ['less than a second', { packets: 49 }],
    ['video', { codec: 'H264', clockRateHz: 90_000 }],
    ['events alone', { codec: 'telephone-event' }],
    ['an unknown clock', { codec: 'opus', clockRateHz: undefined }],
  ])('none of %s', (_, shape) => {
    expect(qualityOf(streamOf(shape))).toBeUndefined()
  })
})

describe('how it sounded at the far end', () => {
  const report = (cumulativeLost: number): RtcpFacts => {
    const farEnd = { at: REAL.lastAt, fractionLost: 0, cumulativeLost, highestSequence: 600, jitterTicks: 0 }
    return { ...NO_RTCP, farEnd }
  }

  test('the loss of the whole way, as its report says', () => {
    const far = farEndQualityOf(streamOf({ expected: 500, rtcp: report(50) }))!
    expect(far.provenance).toMatchObject({ lossSource: 'rtcp', lossPercent: 10, discardPercent: 0 })
    expect(far.worst).toBeUndefined()
    expect(far.rFactor).toBeLessThan(qualityOf(streamOf({}))!.rFactor)
  })

  test('duplicates make a sum negative: nothing was lost', () => {
    expect(farEndQualityOf(streamOf({ expected: 500, rtcp: report(-7) }))!.provenance.lossPercent).toBe(0)
  })

  test('VoIP metrics tell of loss and discard, and of the round trip', () => {
    const voipMetrics = { lossRate: 0.02, discardRate: 0.03, roundTripDelayMs: 80 } as RtcpFacts['voipMetrics']
    const far = farEndQualityOf(streamOf({ rtcp: { ...NO_RTCP, voipMetrics } }))!
    expect(far.provenance).toMatchObject({
      lossPercent: 2,
      discardPercent: 3,
      delaySource: 'declared',
      networkDelayMs: 40,
    })
  })

  test('none without a report', () => {
    expect(farEndQualityOf(streamOf({}))).toBeUndefined()
  })
})
