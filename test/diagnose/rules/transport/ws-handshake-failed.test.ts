import { wsHandshakeFailed } from '../../../../src/diagnose/rules/transport/ws-handshake-failed.ts'
import { SYN, SYN_ACK, segment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const A = ['192.0.2.10', 40_000] as const
const B = ['192.0.2.20', 8088] as const
const head = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`
const ask = (protocol = 'sip') =>
  head(
    'GET /ws HTTP/1.1',
    'Host: sip.example.com',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ${protocol}`,
  )
const exchange = (question: string, answer: string) =>
  withPackets(undefined, [
    segment(0, A, B, { flags: SYN, sequence: 999 }),
    segment(0.01, B, A, { flags: SYN_ACK, sequence: 4_999 }),
    segment(0.1, A, B, { sequence: 1_000, content: question }),
    segment(0.2, B, A, { sequence: 5_000, content: answer }),
  ])
const accepted = (...more: readonly string[]) =>
  head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', ...more)

testRule(wsHandshakeFailed, {
  quiet: {
    'it is opened for SIP': exchange(ask(), accepted('Sec-WebSocket-Protocol: sip')),
    'another protocol is asked for': exchange(ask('mqtt'), head('HTTP/1.1 403 Forbidden', 'Content-Length: 0')),
    'no WebSocket': ladder`0 192.0.2.10 > 192.0.2.20  OPTIONS`,
  },
  fires: {
    'it is refused': [
      exchange(ask(), head('HTTP/1.1 403 Forbidden', 'Content-Length: 0')),
      { how: 'refused', status: 403, server: '192.0.2.20:8088' },
      'high',
    ],
    'without the subprotocol': [exchange(ask(), accepted()), { how: 'protocol', status: 101 }, 'high'],
    'a browser says so': [
      ladder`log "2026-04-16 18:30:00 ERROR WebSocket connection to wss://sip.example.com/ws failed: Unexpected response code: 403"`,
      { how: 'log' },
      'high',
    ],
  },
  unproven: {
    'all of it is TLS': [
      withPackets(undefined, [
        segment(0, A, ['192.0.2.20', 443], { flags: SYN, sequence: 999 }),
        segment(0.01, ['192.0.2.20', 443], A, { flags: SYN_ACK, sequence: 4_999 }),
        segment(0.1, A, ['192.0.2.20', 443], { sequence: 1_000, content: '\x16\x03\x01\x00\x04\x01\x00\x00\x00' }),
      ]),
      'encrypted',
    ],
  },
})
