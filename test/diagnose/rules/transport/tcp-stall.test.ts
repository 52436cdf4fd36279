import { tcpStall } from '../../../../src/diagnose/rules/transport/tcp-stall.ts'
import { ACK, SYN, SYN_ACK, segment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const A = ['192.0.2.10', 40_000] as const
const B = ['192.0.2.20', 5060] as const
const PING = 'OPTIONS sip:192.0.2.20 SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'
const OPEN = [segment(0, A, B, { flags: SYN, sequence: 999 }), segment(0.01, B, A, { flags: SYN_ACK, sequence: 4_999 })]
/** The message number `i` of the client. */
const message = (at: number, i: number) => segment(at, A, B, { sequence: 1_000 + i * PING.length, content: PING })
const messages = (count: number, from = 0.1) => Array.from({ length: count }, (_, i) => message(from + i, i))
const window = (at: number, size: number) => segment(at, B, A, { flags: ACK, sequence: 5_000, window: size })

testRule(tcpStall, {
  quiet: {
    'all in order': withPackets(undefined, [...OPEN, ...messages(10)]),
    'two of many again': withPackets(undefined, [...OPEN, ...messages(10), message(9.2, 9), message(9.3, 9)]),
    'window 0 for a second': withPackets(undefined, [...OPEN, ...messages(10), window(2, 0), window(3, 65_535)]),
    'over UDP': ladder`0 192.0.2.10 > 192.0.2.20  OPTIONS`,
  },
  fires: {
    'three of thirteen again': [
      withPackets(undefined, [...OPEN, ...messages(10), message(9.2, 9), message(9.3, 9), message(9.4, 9)]),
      { repeated: 3, segments: 13 },
      'medium',
    ],
    'a missing segment comes late': [
      withPackets(undefined, [...OPEN, message(0.1, 0), message(0.3, 2), message(1.1, 1)]),
      { repeated: 0, stallMs: 800 },
      'medium',
    ],
    'window 0 for longer': [
      withPackets(undefined, [...OPEN, ...messages(10), window(2, 0), window(3.2, 65_535)]),
      { zeroWindowMs: 1200 },
      'medium',
    ],
  },
  unproven: {
    'TLS hides what is inside': [
      withPackets(undefined, [
        segment(0, A, ['192.0.2.20', 5061], { flags: SYN, sequence: 999 }),
        segment(0.01, ['192.0.2.20', 5061], A, { flags: SYN_ACK, sequence: 4_999 }),
        segment(0.1, A, ['192.0.2.20', 5061], { sequence: 1_000, content: '\x16\x03\x01\x00\x04\x01\x00\x00\x00' }),
      ]),
      'encrypted',
    ],
  },
})
