import { describe, expect, test } from 'vitest'
import { impairmentOf, type SentCodec } from '../../../src/correlate/quality/codecs.ts'

const sent = (encoding: string | undefined, clockRateHz: number | undefined, mode: Partial<SentCodec> = {}) =>
  impairmentOf({ encoding, clockRateHz, ...mode })

describe('what the E-model needs of a codec', () => {
  test.each<readonly [encoding: string, clock: number, scale: string, ie: number, bpl: number, source: string]>([
    ['PCMU', 8_000, 'NB', 0, 25.1, 'G113'],
    ['pcma', 8_000, 'NB', 0, 25.1, 'G113'],
    ['G729', 8_000, 'NB', 11, 19, 'G113'],
    ['G729A', 8_000, 'NB', 11, 19, 'G113'],
    ['GSM', 8_000, 'NB', 20, 43, 'G113'],
    ['GSM-EFR', 8_000, 'NB', 5, 10, 'G113'],
    ['GSM-HR-08', 8_000, 'NB', 23, 10, 'G113'],
    ['G726-32', 8_000, 'NB', 7, 4.3, 'G113'],
    ['G726-16', 8_000, 'NB', 50, 4.3, 'G113'],
    ['G728', 8_000, 'NB', 7, 17, 'G113'],
    ['speex', 8_000, 'NB', 11, 15, 'estimate'],
    ['G722', 8_000, 'WB', 13, 10, 'G113'],
    ['G7221', 16_000, 'WB', 13, 10, 'G113'],
    ['opus', 48_000, 'WB', 5, 20, 'estimate'],
    ['L16', 44_100, 'FB', 0, 4.3, 'estimate'],
    ['speex', 32_000, 'NB', 0, 25.1, 'unknown'],
    ['SILK', 24_000, 'NB', 0, 25.1, 'unknown'],
    ['PCMU', 16_000, 'NB', 0, 25.1, 'unknown'],
  ])('%s at %i Hz', (encoding, clock, scale, ie, bpl, ieSource) => {
    expect(sent(encoding, clock)).toMatchObject({ scale, ie, bpl, ieSource })
  })

  test.each<readonly [encoding: string, clock: number, mode: Partial<SentCodec>, name: string, ie: number]>([
    ['G723', 8_000, { octets: 24, ptimeMs: 30 }, 'G723 6.3', 15],
    ['G723', 8_000, { octets: 60, ptimeMs: 90 }, 'G723 5.3', 19],
    ['G723', 8_000, { octets: 4, ptimeMs: 30 }, 'G723 6.3', 15],
    ['iLBC', 8_000, { octets: 38, ptimeMs: 20 }, 'iLBC 20', 10],
    ['iLBC', 8_000, { octets: 100, ptimeMs: 60 }, 'iLBC 30', 12],
    ['iLBC', 8_000, { fmtp: 'mode=20' }, 'iLBC 20', 10],
    ['iLBC', 8_000, {}, 'iLBC 30', 12],
    ['AMR', 8_000, { octets: 32 }, 'AMR 12.2', 5],
    ['AMR', 8_000, { octets: 33 }, 'AMR 12.2', 5],
    ['AMR', 8_000, { octets: 14 }, 'AMR 4.75', 20],
    ['AMR', 8_000, { fmtp: 'mode-set=4' }, 'AMR 7.4', 10],
    ['AMR', 8_000, { fmtp: 'mode-set=0,2,4,7' }, 'AMR 12.2', 5],
    ['AMR-WB', 16_000, { octets: 61 }, 'AMR-WB 23.85', 8],
    ['AMR-WB', 16_000, { octets: 60 }, 'AMR-WB 23.05', 1],
    ['AMR-WB', 16_000, { octets: 33 }, 'AMR-WB 12.65', 13],
    ['AMR-WB', 16_000, { octets: 18 }, 'AMR-WB 6.6', 41],
    ['AMR-WB', 16_000, { octets: 7 }, 'AMR-WB 12.65', 13],
    ['EVS', 16_000, { octets: 33 }, 'EVS 13.2', 17.1],
    ['EVS', 16_000, { octets: 61 }, 'EVS 24.4', 7.2],
    ['G722', 8_000, { octets: 160, ptimeMs: 20 }, 'G722 64', 13],
    ['G722', 8_000, { octets: 140, ptimeMs: 20 }, 'G722 56', 20],
    ['G7221', 16_000, { octets: 60, ptimeMs: 20 }, 'G7221 24', 19],
  ])('%s at %i Hz, %o', (encoding, clock, mode, name, ie) => {
    expect(sent(encoding, clock, mode)).toMatchObject({ name, ie })
  })

  test('a wideband figure is never on the narrowband scale, nor the other way', () => {
    const wide = ['G722', 'AMR-WB', 'G7221', 'opus'].map((name) => sent(name, name === 'G722' ? 8_000 : 16_000)!.scale)
    expect(new Set(wide)).toEqual(new Set(['WB']))
    const narrow = ['PCMU', 'G729', 'AMR', 'iLBC', 'GSM'].map((name) => sent(name, 8_000)!.scale)
    expect(new Set(narrow)).toEqual(new Set(['NB']))
  })

  test('EVS at a rate without a published figure is not known', () => {
    expect(sent('EVS', 16_000, { octets: 18 })).toMatchObject({ name: 'EVS', ieSource: 'unknown' })
  })

  test('without concealment only G.711 is known to fare worse', () => {
    expect(sent('PCMU', 8_000)!.bplWithout).toBe(4.3)
    expect(sent('G729', 8_000)!.bplWithout).toBe(19)
  })

  test.each([
    ['telephone-event', 8_000],
    ['CN', 8_000],
    ['H264', 90_000],
    [undefined, 90_000],
    ['PCMU', undefined],
  ])('no speech, or nothing that tells: %s at %s', (encoding, clock) => {
    expect(sent(encoding, clock)).toBeUndefined()
  })
})
