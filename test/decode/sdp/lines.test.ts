import { expect, it } from 'vitest'
import { parseConnection, parseMediaPorts, parseTime, sdpLines } from '../../../src/decode/sdp/lines.ts'

it('every line is kept, with the m-line it belongs to', () => {
  const lines = sdpLines('v=0\r\nphone home\r\nq=odd\n\nm=audio 1 x 0\ra=y\r\nm=video 2 x 0', 5)
  expect(lines.map(({ type, value, line, media }) => [type, value, line, media])).toEqual([
    ['v', '0', 5, -1],
    ['', 'phone home', 6, -1],
    ['q', 'odd', 7, -1],
    ['m', 'audio 1 x 0', 9, 0],
    ['a', 'y', 10, 0],
    ['m', 'video 2 x 0', 11, 1],
  ])
})

it.each([
  ['IN IP4 192.0.2.1', { network: 'IN', family: 'IP4', address: '192.0.2.1', ttl: undefined, count: 1 }],
  ['IN IP4 224.2.1.1/127/3', { family: 'IP4', address: '224.2.1.1', ttl: 127, count: 3 }],
  ['IN IP6 ff15::101/3', { family: 'IP6', address: 'ff15::101', ttl: undefined, count: 3 }],
  ['ATM NSAP 47.0091', { network: 'ATM', family: 'NSAP' }],
])('c=%s', (value, expected) => {
  expect(parseConnection(value)).toMatchObject(expected)
})

it.each(['IN IP4', '', 'IN'])('c=%s is none', (value) => {
  expect(parseConnection(value)).toBeUndefined()
})

it.each([
  ['0 0', { start: 0, stop: 0 }],
  ['3149328700 3370017201', { start: 3149328700, stop: 3370017201 }],
  ['0', undefined],
  ['now 0', undefined],
])('t=%s', (value, expected) => {
  expect(parseTime(value)).toEqual(expected)
})

it.each([
  ['audio 49170 RTP/AVP 0 8', { kind: 'audio', port: 49_170, count: 1, profile: 'RTP/AVP', formats: 2 }],
  ['video 49170/2 RTP/AVP 31', { port: 49_170, count: 2, formats: 1 }],
])('m=%s', (value, expected) => {
  expect(parseMediaPorts(value)).toMatchObject(expected)
})

it.each(['audio x RTP/AVP 0', 'audio 1', 'audio 65536 RTP/AVP 0', 'audio 1/x RTP/AVP 0'])('m=%s is none', (value) => {
  expect(parseMediaPorts(value)).toBeUndefined()
})
