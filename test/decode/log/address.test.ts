import { expect, it } from 'vitest'
import { parseDotted, parseEndpoint, parseTransport } from '../../../src/decode/log/address.ts'

it.each([
  ['192.0.2.1:5060', '192.0.2.1', 5060],
  ['192.0.2.1', '192.0.2.1', undefined],
  ['[2001:DB8::1]:5061', '2001:db8::1', 5061],
  ['[2001:db8::1]', '2001:db8::1', undefined],
  ['2001:db8::1', '2001:db8::1', undefined],
  ['2001:db8::1:5060', '2001:db8::1', 5060],
  ['x.x.x.x:5060', 'x.x.x.x', 5060],
  ['192.0.2.1:[49193]', '192.0.2.1', 49_193],
  ['proxy:99999', 'proxy', undefined],
])('parseEndpoint(%s)', (text, address, port) => {
  expect(parseEndpoint(text)).toEqual({ address, port })
})

it('parseEndpoint of nothing is undefined', () => {
  expect(parseEndpoint(' ')).toBeUndefined()
})

it.each([
  ['192.0.2.1.5060', '192.0.2.1', 5060],
  ['2001:db8::1.5060', '2001:db8::1', 5060],
  ['host.example.sip', 'host.example', 5060],
])('parseDotted(%s)', (text, address, port) => {
  expect(parseDotted(text)).toEqual({ address, port })
})

it.each([
  ['udp', 'UDP'],
  ['WSS', 'WSS'],
  ['quic', undefined],
  [undefined, undefined],
])('parseTransport(%s)', (text, expected) => {
  expect(parseTransport(text)).toBe(expected)
})
