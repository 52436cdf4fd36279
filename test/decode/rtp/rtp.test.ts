import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  KIND_OTHER,
  KIND_RTCP,
  KIND_RTP,
  KIND_STUN,
  KIND_TEXT,
  payloadKind,
} from '../../../src/decode/rtp/demultiplex.ts'
import { decodeRtp, RtpHeader } from '../../../src/decode/rtp/rtp.ts'
import { join, rtp, text } from '../../support/capture-writer.ts'

const SHAPE = { sequence: 65_535, rtpTimestamp: 0x7fffffff, ssrc: 0x1234, payloadType: 101, marker: true }

const decode = (bytes: Uint8Array, cut = 0) => {
  const header = new RtpHeader()
  const end = bytes.length - cut
  return { ok: decodeRtp(header, bytes, 0, end, bytes.length), header }
}
const withFirst = (bytes: Uint8Array, first: number) => bytes.with(0, first)

describe('RTP headers', () => {
  test('the fixed header', () => {
    const { ok, header } = decode(rtp({ ...SHAPE, payload: new Uint8Array(20) }))
    expect(ok).toBe(true)
    expect(header).toMatchObject({ ...SHAPE, payloadStart: 12, payloadOctets: 20 })
  })

  test('words beyond 2^31 come out signed', () => {
    const { header } = decode(rtp({ sequence: 1, rtpTimestamp: 0xffffff60, ssrc: 0x80000000 }))
    expect([header.rtpTimestamp, header.ssrc]).toEqual([-160, -(2 ** 31)])
  })

  const extension = (words: number, follows: number) =>
    join(Uint8Array.of(0xbe, 0xde, words >> 8, words & 0xff), new Uint8Array(follows))
  const plain = (payload: Uint8Array) => rtp({ ...SHAPE, payload })

  test.each([
    ['two CSRCs', withFirst(plain(new Uint8Array(28)), 0x82), 20, 20],
    ['an extension', withFirst(plain(join(extension(2, 8), new Uint8Array(5))), 0x90), 24, 5],
    ['an empty extension', withFirst(plain(extension(0, 0)), 0x90), 16, 0],
    ['padding', withFirst(plain(Uint8Array.of(1, 2, 3, 0, 0, 3)), 0xa0), 12, 3],
    ['padding only', withFirst(plain(Uint8Array.of(0, 2)), 0xa0), 12, 0],
  ])('%s', (_name, bytes, payloadStart, payloadOctets) => {
    expect(decode(bytes)).toMatchObject({ ok: true, header: { payloadStart, payloadOctets } })
  })

  test.each([
    ['eleven bytes', plain(new Uint8Array(0)).slice(0, 11)],
    ['version 1', withFirst(plain(new Uint8Array(9)), 0x40)],
    ['CSRCs beyond the packet', withFirst(plain(new Uint8Array(59)), 0x8f)],
    ['an extension beyond the packet', withFirst(plain(extension(3, 8)), 0x90)],
    ['an extension without room for its header', withFirst(plain(new Uint8Array(3)), 0x90)],
    ['padding of 0', withFirst(plain(Uint8Array.of(1, 0)), 0xa0)],
    ['padding longer than the payload', withFirst(plain(Uint8Array.of(1, 3)), 0xa0)],
  ])('%s is no RTP', (_name, bytes) => {
    expect(decode(bytes).ok).toBe(false)
  })

  test('a packet cut by the snap length keeps its octets and is not asked for its padding', () => {
    const bytes = withFirst(plain(new Uint8Array(160)), 0xa0)
    expect(decode(bytes, 140)).toMatchObject({ ok: true, header: { payloadOctets: 160 } })
  })

  test('any bytes: the payload lies within the packet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 100 }), (bytes) => {
        const { ok, header } = decode(bytes.with(0, 0x80 | (bytes[0]! & 0x3f)))
        if (!ok) return
        expect(header.payloadOctets).toBeGreaterThanOrEqual(0)
        expect(header.payloadStart + header.payloadOctets).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

describe('payloadKind', () => {
  const padded = (...head: number[]) => join(Uint8Array.of(...head), new Uint8Array(20))

  test.each([
    ['RTP', padded(0x80, 0), KIND_RTP],
    ['RTP with marker, payload type 96', padded(0x80, 0xe0), KIND_RTP],
    ['the last type below RTCP', padded(0x80, 191), KIND_RTP],
    ['sender report', padded(0x81, 200), KIND_RTCP],
    ['extended report', padded(0x80, 207), KIND_RTCP],
    ['the first type above RTCP', padded(0x80, 224), KIND_RTP],
    ['a short RTCP', Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 9), KIND_RTCP],
    ['too short for RTP', Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 9), KIND_OTHER],
    ['RTP of payload type 72, without marker', padded(0x80, 72), KIND_RTP],
    ['the same with marker, which RFC 5761 takes for RTCP', padded(0x80, 128 + 72), KIND_RTCP],
    ['the first type of RTCP', padded(0x80, 192), KIND_RTCP],
    ['the last type of RTCP', padded(0x80, 223), KIND_RTCP],
    ['STUN', padded(0, 1), KIND_STUN],
    ['the end of the range of STUN', padded(3, 1), KIND_STUN],
    ['between STUN and text', padded(4, 1), KIND_OTHER],
    ['ZRTP', padded(16, 0), KIND_TEXT],
    ['DTLS', padded(22, 254), KIND_TEXT],
    ['TURN channel data', padded(0x40, 0), KIND_TEXT],
    ['version 3', padded(0xc0, 0), KIND_OTHER],
    ['a request', text('INVITE sip:a@b SIP/2.0'), KIND_TEXT],
    ['a keep-alive', text('\r\n\r\n'), KIND_OTHER],
    ['nothing', new Uint8Array(0), KIND_OTHER],
  ])('%s', (_name, bytes, kind) => {
    expect(payloadKind(bytes, 0, bytes.length)).toBe(kind)
  })
})
