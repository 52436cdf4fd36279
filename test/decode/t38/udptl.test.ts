import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ifpName } from '../../../src/decode/t38/ifp.ts'
import { decodeUdptl, UdptlHeader } from '../../../src/decode/t38/udptl.ts'
import { join } from '../../support/capture-writer.ts'
import { u8, u16, udptl, udptlFec } from '../../support/media-writer.ts'

function decode(bytes: Uint8Array): UdptlHeader | undefined {
  const header = new UdptlHeader()
  return decodeUdptl(header, bytes, 0, bytes.length) ? header : undefined
}

const DATA = u8(0xc0, 0x01, 0x80, 0x00, 0x00, 0xff)

describe('ifpName', () => {
  test.each<[string, Uint8Array, string | undefined]>([
    ['no signal', u8(0x00), 'no-signal'],
    ['the calling tone', u8(0x02), 'cng'],
    ['the answer tone', u8(0x04), 'ced'],
    ['the last of the root', u8(0x1e), 'v17-14400-long-training'],
    ['the first of the extension', u8(0x20, 0x00), 'v8-ansam'],
    ['V.21 data', DATA, 'v21-data'],
    ['V.17 data at full speed', u8(0xd0, 0x01, 0), 'v17-14400-data'],
    ['a data type nobody assigned', u8(0xd4, 0x01, 0), undefined],
    ['an indicator with more behind it', u8(0x02, 0), undefined],
    ['an indicator with a data field', u8(0x82, 1), undefined],
    ['data without its field', u8(0x40), undefined],
    ['nothing', u8(), undefined],
  ])('%s', (_name, bytes, name) => {
    expect(ifpName(bytes, 0, bytes.length)).toBe(name)
  })
})

describe('decodeUdptl', () => {
  test('redundancy: how many earlier packets, and where the one before stands', () => {
    const bytes = udptl(7, DATA, u8(0x06), u8(0x04))
    const header = decode(bytes)!
    expect(header).toMatchObject({ sequence: 7, primary: 'v21-data', redundancy: 2, fec: 0 })
    expect(bytes.slice(header.previousStart, header.previousEnd)).toEqual(u8(0x06))
  })

  test('none, and parity', () => {
    expect(decode(udptl(65_535, u8(0x06)))).toMatchObject({ sequence: 65_535, redundancy: 0 })
    expect(decode(udptlFec(8, DATA, u8(1, 2), u8(3)))).toMatchObject({ redundancy: 0, fec: 2 })
  })

  test('a length of 128 and more takes two bytes', () => {
    const long = join(u8(0xc0, 0x01, 0x80), new Uint8Array(197))
    const bytes = join(u16(3), u8(0x80, 200), long, u8(0, 0))
    expect(decode(bytes)).toMatchObject({ primary: 'v21-data', primaryEnd: 204 })
  })

  test.each<[string, Uint8Array]>([
    ['a byte more', join(udptl(7, DATA), u8(0))],
    ['a byte less', udptl(7, DATA).slice(0, -1)],
    ['an IFP nobody knows', udptl(7, u8(0x40))],
    ['another way of error recovery', udptl(7, u8(0x06)).with(4, 0x40)],
    ['more earlier packets than there are', udptl(7, u8(0x06)).with(5, 3)],
    ['parity without entries', join(u16(1), u8(1, 0x06, 0x80, 1, 3, 0))],
    ['four bytes', u8(0, 1, 1, 6)],
  ])('%s is none', (_name, bytes) => {
    expect(decode(bytes)).toBeUndefined()
  })

  test('any bytes are read without throwing', () => {
    const head = fc.constantFrom(u8(0, 1, 1, 6, 0), u8(0, 1, 1, 6, 0x80), u8(0, 1, 2, 0xc0, 1), u8(0, 1, 0x81))
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const bytes = join(start, rest)
        const header = decode(bytes)
        if (header !== undefined) expect(header.previousEnd).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})
