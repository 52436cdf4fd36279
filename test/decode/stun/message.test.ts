import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeStun, type StunBody } from '../../../src/decode/stun/message.ts'
import { attribute, fingerprinted, stun, textAttribute, u8, u16, u32, xorAddress } from '../../support/media-writer.ts'

const decode = (bytes: Uint8Array): StunBody | undefined => decodeStun(bytes, 0, bytes.length, bytes.length)
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))

/** The sample messages of RFC 5769 §2: their values are facts of the protocol. */
const REQUEST = hex(`
  00010058 2112a442 b7e7a701 bc34d686 fa87dfae
  80220010 5354554e 20746573 7420636c 69656e74
  00240004 6e0001ff 80290008 932ff9b1 51263b36
  00060009 6576746a 3a683676 59202020
  00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
  80280004 e57a3bcf`)
const RESPONSE_IPV4 = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`)
const RESPONSE_IPV6 = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`)

describe('the samples of RFC 5769', () => {
  test('a request of an ICE agent', () => {
    expect(decode(REQUEST)).toMatchObject({
      class: 'request',
      method: 'binding',
      classic: false,
      transactionId: 'b7e7a701bc34d686fa87dfae',
      attributes: {
        software: 'STUN test client',
        priority: 0x6e0001ff,
        role: 'controlled',
        username: 'evtj:h6vY',
        useCandidate: false,
        fingerprint: true,
        mapped: undefined,
      },
    })
  })

  test.each([
    ['IPv4', RESPONSE_IPV4, '192.0.2.1'],
    ['IPv6', RESPONSE_IPV6, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('a response over %s', (_name, bytes, address) => {
    expect(decode(bytes)).toMatchObject({
      class: 'success',
      attributes: { software: 'test vector', mapped: { address, port: 32_853 }, fingerprint: true },
    })
  })

  test('a byte of it changed, and the fingerprint no longer fits', () => {
    expect(decode(REQUEST.with(30, 0x55))?.attributes.fingerprint).toBe(false)
  })
})

describe('decodeStun', () => {
  test.each([
    [0x0001, 'request', 'binding'],
    [0x0011, 'indication', 'binding'],
    [0x0103, 'success', 'allocate'],
    [0x0113, 'error', 'allocate'],
    [0x0004, 'request', 'refresh'],
    [0x0016, 'indication', 'send'],
    [0x0017, 'indication', 'data'],
    [0x0008, 'request', 'create-permission'],
    [0x0109, 'success', 'channel-bind'],
    [0x0080, 'request', 'other'],
  ])('type 0x%s', (type, kind, method) => {
    expect(decode(stun(type))).toMatchObject({ class: kind, method })
  })

  test('an error has its code and reason', () => {
    const error = attribute(0x0009, Buffer.concat([u8(0, 0, 4, 38), Buffer.from('Stale Nonce')]))
    expect(decode(stun(0x0113, 1, error, textAttribute(0x0014, 'example.com')))?.attributes).toMatchObject({
      error: { code: 438, reason: 'Stale Nonce' },
      realm: 'example.com',
    })
  })

  test('what TURN adds', () => {
    const body = decode(
      fingerprinted(
        0x0009,
        5,
        attribute(0x000c, Buffer.concat([u16(0x4001), u16(0)])),
        xorAddress(0x0012, '2001:db8::7', 4_000, 5),
        xorAddress(0x0016, '203.0.113.9', 50_000, 5),
        attribute(0x000d, u32(600)),
        attribute(0x0025, u8()),
        attribute(0x802a, new Uint8Array(8)),
        attribute(0x0013, u8(1, 2, 3)),
      ),
    )
    expect(body?.attributes).toMatchObject({
      channel: 0x4001,
      peer: { address: '2001:db8::7', port: 4_000 },
      relayed: { address: '203.0.113.9', port: 50_000 },
      useCandidate: true,
      role: 'controlling',
      fingerprint: true,
    })
    expect(body!.data!.end - body!.data!.start).toBe(3)
  })

  test('RFC 3489: no cookie, MAPPED-ADDRESS in the clear', () => {
    const classic = Buffer.concat([
      u16(0x0101),
      u16(12),
      new Uint8Array(16).fill(9),
      attribute(0x0001, u8(0, 1, 0x13, 0xc4, 192, 0, 2, 7)),
    ])
    expect(decode(Uint8Array.from(classic))).toMatchObject({
      classic: true,
      class: 'success',
      transactionId: '09'.repeat(16),
      attributes: { mapped: { address: '192.0.2.7', port: 5_060 } },
    })
  })

  test.each([
    ['a length that is not that of the datagram', Uint8Array.from([...stun(1), 0, 0, 0, 0])],
    [
      'no cookie, and a length that is no multiple of four',
      Uint8Array.from([...stun(1), 0])
        .with(3, 1)
        .with(4, 0),
    ],
    ['no cookie, and a type RFC 3489 does not have', stun(3).with(4, 0)],
    ['no cookie, and an attribute RFC 3489 does not have', stun(1, 1, attribute(0x0024, u32(1))).with(4, 0)],
    ['nineteen bytes', stun(1).slice(0, 19)],
    ['another first byte', stun(1).with(0, 0x40)],
  ])('%s is no STUN', (_name, bytes) => {
    expect(decode(bytes)).toBeUndefined()
  })

  test('attributes that are not filled up, as Microsoft once sent them', () => {
    const unfilled = Buffer.concat([u16(0x8022), u16(5), Buffer.from('agent'), attribute(0x0024, u32(7))])
    const message = Buffer.concat([stun(1).with(3, unfilled.length), unfilled])
    expect(decode(Uint8Array.from(message))?.attributes).toMatchObject({ software: 'agent', priority: 7 })
  })

  test('a message the capture cut is read as far as it goes', () => {
    const whole = stun(1, 1, textAttribute(0x8022, 'agent'), attribute(0x0024, u32(77)))
    expect(decodeStun(whole, 0, whole.length - 4, whole.length)?.attributes).toMatchObject({
      software: 'agent',
      priority: undefined,
    })
  })

  test('mutated messages never throw', () => {
    const change = fc.array(fc.tuple(fc.nat({ max: REQUEST.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 })
    fc.assert(
      fc.property(change, fc.nat({ max: REQUEST.length }), (changes, end) => {
        const bytes = REQUEST.slice()
        for (const [at, value] of changes) bytes[at] = value
        decodeStun(bytes, 0, end, bytes.length)
      }),
      { numRuns: 1_000 },
    )
  })
})
