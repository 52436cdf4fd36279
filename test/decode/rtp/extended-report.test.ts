import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeExtendedBlocks } from '../../../src/decode/rtp/extended-report.ts'

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value >>> 0)
  return bytes
}
const decode = (...values: readonly number[]) => decodeExtendedBlocks(words(...values), 0, 4 * values.length)
const VOIP = [0x07000008, 7, 0x0d00ff02, 0x012c07d0, 0x00640014, 0xec7f4110, 0x527f2823, 0x30000028, 0x005000c8]

describe('decodeExtendedBlocks', () => {
  test('VoIP metrics: shares of 256, milliseconds, levels with a sign, 127 for what was not measured', () => {
    expect(decode(...VOIP)).toEqual([
      {
        kind: 'voip-metrics',
        ssrc: 7,
        metrics: {
          lossRate: 13 / 256,
          discardRate: 0,
          burstDensity: 255 / 256,
          gapDensity: 2 / 256,
          burstDurationMs: 300,
          gapDurationMs: 2_000,
          roundTripDelayMs: 100,
          endSystemDelayMs: 20,
          signalLevelDbm: -20,
          noiseLevelDbm: undefined,
          residualEchoReturnLossDb: 65,
          minimumGap: 16,
          rFactor: 82,
          externalRFactor: undefined,
          mosLq: 4,
          mosCq: 3.5,
          lossConcealment: undefined,
          adaptiveJitterBuffer: true,
          jitterBufferNominalMs: 40,
          jitterBufferMaximumMs: 80,
          jitterBufferAbsoluteMaximumMs: 200,
        },
      },
    ])
  })

  test('a chain of blocks; of the statistics only what the flags say was measured', () => {
    expect(
      decode(
        ...[0x01000003, 9, 0x00010064, 0x40054000],
        ...[0x04000002, 0xe0000000, 0x80000000],
        ...[0x05000003, 9, 0x11112222, 65_536],
        ...[0x06a00009, 9, 0x00010065, 5, 6, 1, 80, 20, 3, 0],
        0x63000000,
      ),
    ).toEqual([
      { kind: 'loss-rle', ssrc: 9, beginSequence: 1, endSequence: 100 },
      { kind: 'receiver-reference-time', ntpSeconds: 0xe0000000, ntpFraction: 0x80000000 },
      { kind: 'delay-since-last-receiver-report', reports: [{ ssrc: 9, lastReport: 0x11112222, delay: 65_536 }] },
      {
        kind: 'statistics-summary',
        ssrc: 9,
        beginSequence: 1,
        endSequence: 101,
        lost: 5,
        duplicates: undefined,
        jitterTicks: { min: 1, max: 80, mean: 20 },
      },
      { kind: 'other', type: 99 },
    ])
  })

  test('a block that is too short for its type is named only; one that goes on beyond the packet ends the list', () => {
    expect(decode(0x07000001, 7)).toEqual([{ kind: 'other', type: 7 }])
    expect(decode(0x04000002, 1, 2, 0x07000008, 7)).toHaveLength(1)
  })

  test('any bytes are read without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeExtendedBlocks(bytes, 0, bytes.length).length).toBeLessThanOrEqual(64)
      }),
    )
  })
})
