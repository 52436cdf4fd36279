import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDns } from '../../../src/decode/dns/message.ts'
import { dnsAnswer, dnsQuery } from '../../support/drawn-packets.ts'

const decode = (bytes: Uint8Array) => decodeDns(bytes, 0, bytes.length)

test('a question', () => {
  expect(decode(dnsQuery(7, '_SIP._udp.Example.com', 'SRV'))).toEqual({
    ...{ id: 7, isResponse: false, name: '_sip._udp.example.com', type: 'SRV', code: 'NOERROR' },
    ...{ records: 0, targets: [] },
  })
})

test('SRV targets stand by priority', () => {
  const answer = dnsAnswer(7, '_sip._udp.example.com', 'SRV', 0, [
    [20, 5070, 'b.example.com'],
    [10, 5060, 'a.example.com'],
  ])
  expect(decode(answer)).toMatchObject({ records: 2, targets: ['a.example.com:5060', 'b.example.com:5070'] })
})

test.each([
  [0, 'NOERROR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [5, 'REFUSED'],
  [11, '11'],
])('code %i is %s', (code, name) => {
  expect(decode(dnsAnswer(7, 'example.com', 'A', code))).toMatchObject({ isResponse: true, code: name, records: 0 })
})

test('what lies inside a longer buffer is read by its bounds', () => {
  const answer = dnsAnswer(7, 'example.com', 'SRV', 0, [[10, 5060, 'a.example.com']])
  const padded = new Uint8Array([...new Uint8Array(9), ...answer, 1, 2, 3])
  expect(decodeDns(padded, 9, 9 + answer.length)).toEqual(decode(answer))
})

test('pointers in a circle end', () => {
  const bytes = dnsQuery(7, 'example.com', 'A')
  bytes.set([0xc0, 12], 12)
  expect(decode(bytes)).toBeUndefined()
})

test('cut or mutated octets never throw, and give names of bounded length', () => {
  const whole = dnsAnswer(7, '_sip._udp.example.com', 'SRV', 0, [[10, 5060, 'a.example.com']])
  fc.assert(
    fc.property(
      fc.nat(whole.length),
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
      (length, changes) => {
        const bytes = whole.slice(0, length)
        for (const [at, value] of changes) if (at < length) bytes[at] = value
        const found = decode(bytes)
        expect((found?.name.length ?? 0) <= 512).toBe(true)
      },
    ),
  )
})
