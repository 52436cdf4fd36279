import { noKeepaliveTcp } from '../../../../src/diagnose/rules/transport/no-keepalive-tcp.ts'
import { ACK, SYN, SYN_ACK, segment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const A = ['192.168.1.20', 40_000] as const
const B = ['203.0.113.7', 5060] as const
const PING = 'OPTIONS sip:203.0.113.7 SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'
type Place = readonly [string, number]
const open = (a: Place, b: Place) => [
  segment(0, a, b, { flags: SYN, sequence: 999 }),
  segment(0.01, b, a, { flags: SYN_ACK, sequence: 4_999 }),
  segment(0.1, a, b, { sequence: 1_000, content: PING }),
]
const late = (at: number, a: Place, b: Place) => segment(at, a, b, { sequence: 1_000 + PING.length, content: PING })
const probe = (at: number) => segment(at, A, B, { flags: ACK, sequence: 999 + PING.length })

testRule(noKeepaliveTcp, {
  quiet: {
    'two minutes': withPackets(undefined, [...open(A, B), late(120, A, B), segment(130, B, A, { flags: ACK })]),
    'TCP keepalives': withPackets(undefined, [...open(A, B), probe(60), probe(120), probe(180), late(240, A, B)]),
    'one network': withPackets(undefined, [...open(A, ['192.168.1.1', 5060]), late(600, A, ['192.168.1.1', 5060])]),
    'over UDP': ladder`0 192.168.1.20 > 203.0.113.7  OPTIONS`,
  },
  fires: {
    'five minutes': [withPackets(undefined, [...open(A, B), late(300.1, A, B)]), { idleMs: 300_000 }, 'low'],
  },
  unproven: {
    'the capture is too short': [withPackets(undefined, [...open(A, B), late(60, A, B)]), 'ends-mid-dialog'],
  },
})
