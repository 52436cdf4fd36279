import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRtcp } from '../../../src/decode/rtp/rtcp.ts'
import { join, rtcp } from '../../support/capture-writer.ts'

const SSRC = 0xfeedbeef
const decode = (bytes: Uint8Array) => decodeRtcp(bytes, 0, bytes.length)
const BLOCK = [0x1234, (64 << 24) | 0xfffffe, 0x0001_0005, 33, 0xaabbccdd, 65_536]
const SDES = rtcp(202, 1, SSRC, 0x0103_6140, 0x6200_0000)

describe('decodeRtcp', () => {
  test('a sender report with a block; cumulative loss is signed', () => {
    expect(decode(rtcp(200, 1, SSRC, 3_900_000_000, 0x80000000, 160, 7, 1_120, ...BLOCK))).toEqual([
      {
        kind: 'sender-report',
        ssrc: SSRC,
        ntpSeconds: 3_900_000_000,
        ntpFraction: 0x80000000,
        rtpTimestamp: 160,
        packetCount: 7,
        octetCount: 1_120,
        reports: [
          {
            ssrc: 0x1234,
            fractionLost: 64,
            cumulativeLost: -2,
            highestSequence: 65_541,
            jitterTicks: 33,
            lastSenderReport: 0xaabbccdd,
            delaySinceLastSenderReport: 65_536,
          },
        ],
      },
    ])
  })

  test('the largest loss and the smallest', () => {
    const lossOf = (word: number) => {
      const [packet] = decode(rtcp(201, 1, SSRC, 1, word, 0, 0, 0, 0))!
      return packet?.kind === 'receiver-report' ? packet.reports[0]?.cumulativeLost : undefined
    }
    expect(lossOf(0x007fffff)).toBe(8_388_607)
    expect(lossOf(0xff800000)).toBe(-8_388_608)
  })

  test('a compound of every kind', () => {
    const compound = join(
      rtcp(201, 0, SSRC),
      SDES,
      rtcp(207, 0, SSRC, 0x0700_0001, 9, 0x0400_0000),
      rtcp(204, 3, SSRC, 0x50494e47),
      rtcp(206, 1, SSRC, 0x99),
      rtcp(203, 2, SSRC, 7),
    )
    expect(decode(compound)).toEqual([
      { kind: 'receiver-report', ssrc: SSRC, reports: [] },
      { kind: 'source-description', ssrcs: [SSRC] },
      {
        kind: 'extended-report',
        ssrc: SSRC,
        blocks: [
          { kind: 'other', type: 7 },
          { kind: 'other', type: 4 },
        ],
      },
      { kind: 'application', ssrc: SSRC },
      { kind: 'feedback', ssrc: SSRC, mediaSsrc: 0x99, format: 'pli' },
      { kind: 'bye', ssrcs: [SSRC, 7] },
    ])
  })

  test('chunks of a source description end on 32 bits', () => {
    const two = rtcp(202, 2, 1, 0x0101_6100, 2, 0x0102_6162, 0)
    expect(decode(two)).toEqual([{ kind: 'source-description', ssrcs: [1, 2] }])
  })

  test('ciphertext behind the first header (SRTCP) is not believed', () => {
    const encrypted = join(rtcp(201, 1, SSRC, ...BLOCK), new Uint8Array(14).fill(0x5a))
    expect(decode(encrypted)).toEqual([{ kind: 'opaque', ssrc: SSRC, packetType: 201 }])
  })

  test('SRTCP is told by the index before its tag, in a report with an extension of its own too', () => {
    const noise = (length: number) => new Uint8Array(length).fill(0x5a)
    const compound = join(rtcp(200, 1, SSRC, ...noise(36)), noise(40), Uint8Array.of(0x80, 0, 0, 7), noise(10))
    expect(decode(compound)).toEqual([{ kind: 'opaque', ssrc: SSRC, packetType: 200 }])
    const gcm = join(rtcp(205, 15, SSRC, 0x5a5a5a5a), noise(24), Uint8Array.of(0x80, 0, 0, 7))
    expect(decode(gcm)).toEqual([{ kind: 'opaque', ssrc: SSRC, packetType: 205 }])
    expect(decode(join(rtcp(205, 15, SSRC, 0x5a5a5a5a), noise(28)))).toBeUndefined()
  })

  test.each([
    [205, 1, 'nack'],
    [205, 15, 'transport-cc'],
    [205, 3, 'other'],
    [206, 1, 'pli'],
    [206, 2, 'other'],
    [206, 15, 'other'],
  ])('feedback of type %i, format %i, is %s', (packetType, format, name) => {
    expect(decode(rtcp(packetType, format, SSRC, 0x99, 1))).toMatchObject([{ format: name, mediaSsrc: 0x99 }])
  })

  test('a full picture is asked of the SSRC behind the header, and REMB has a name', () => {
    expect(decode(rtcp(206, 4, SSRC, 0, 0x77, 0x01000000))).toMatchObject([{ format: 'fir', mediaSsrc: 0x77 }])
    expect(decode(rtcp(206, 15, SSRC, 0, 0x52454d42, 1))).toMatchObject([{ format: 'remb' }])
  })

  test('what fills up the datagram by less than a header is passed over', () => {
    expect(decode(join(rtcp(201, 0, SSRC), SDES, new Uint8Array(2)))).toHaveLength(2)
  })

  test.each([
    ['a count of more blocks than there is room for', rtcp(201, 9, SSRC, ...BLOCK)],
    ['a compound that begins with a type of no use there', rtcp(210, 0, SSRC, 0)],
  ])('%s is not believed', (_name, bytes) => {
    expect(decode(bytes)).toBeUndefined()
  })

  test.each([
    ['a length beyond the datagram', rtcp(200, 0, SSRC, 1, 2, 3, 4, 5).slice(0, 20)],
    ['version 1', rtcp(201, 0, SSRC).with(0, 0x40)],
    ['three bytes', rtcp(201, 0, SSRC).slice(0, 3)],
    ['an RTP payload type', rtcp(100, 0, SSRC)],
  ])('%s is no RTCP', (_name, bytes) => {
    expect(decode(bytes)).toBeUndefined()
  })

  test('mutated compounds never throw', () => {
    const compound = join(rtcp(200, 1, SSRC, 1, 2, 3, 4, 5, ...BLOCK), SDES, rtcp(203, 1, SSRC))
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 })
    fc.assert(
      fc.property(changes, fc.nat({ max: compound.length }), (changed, length) => {
        const bytes = compound.slice()
        for (const [at, value] of changed) bytes[at % bytes.length] = value
        const packets = decodeRtcp(bytes, 0, length)
        if (packets !== undefined) expect(packets.length).toBeLessThanOrEqual(64)
      }),
      { numRuns: 1_000 },
    )
  })
})
