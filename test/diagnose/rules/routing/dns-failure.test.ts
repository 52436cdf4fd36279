import { dnsFailure } from '../../../../src/diagnose/rules/routing/dns-failure.ts'
import { datagram, dnsAnswer, dnsQuery, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CLIENT = ['192.0.2.20', 40_053] as const
const SERVER = ['192.0.2.53', 53] as const
const ask = (at: number, name: string, type: 'A' | 'SRV', id = 7) =>
  datagram(at, CLIENT, SERVER, dnsQuery(id, name, type))
const told = (at: number, name: string, type: 'A' | 'SRV', code: number, id = 7, address?: string) =>
  datagram(at, SERVER, CLIENT, dnsAnswer(id, name, type, code, address === undefined ? [] : [[address]]))
const refused = (status: number) => ladder`
  1    192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
  4    192.0.2.20 > 192.0.2.10  ${status}`

testRule(dnsFailure, {
  quiet: {
    'a plain 503': refused(503),
    'a lookup of somebody else': withPackets(refused(503), [
      ask(1.1, 'www.example.org', 'A'),
      told(1.2, 'www.example.org', 'A', 3),
    ]),
    'a log line and a call that works': ladder`
      192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
      log "2026-04-16 18:30:01 ERROR: could not resolve far.example.net"
      192.0.2.20 > 192.0.2.10  200`,
  },
  fires: {
    'the status line says so': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
        192.0.2.20 > 192.0.2.10  478  reason "Unresolvable destination (478/SL)"`,
      { how: 'response', name: 'far.example.net' },
      'high',
    ],
    'the name does not exist': [
      withPackets(refused(503), [ask(1.1, 'far.example.net', 'A'), told(1.2, 'far.example.net', 'A', 3)]),
      { how: 'failed' },
      'high',
    ],
    'a missing SRV, and the address is found': [
      withPackets(refused(503), [
        ask(1.1, '_sip._udp.far.example.net', 'SRV'),
        told(1.2, '_sip._udp.far.example.net', 'SRV', 3),
        ask(1.3, 'far.example.net', 'A', 8),
        told(1.4, 'far.example.net', 'A', 0, 8, '198.51.100.9'),
      ]),
      { how: 'failed' },
      'low',
    ],
    'a log line that names nobody': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
        log "2026-04-16 18:30:01 ERROR: DNS SRV lookup failed"
        192.0.2.20 > 192.0.2.10  504`,
      { how: 'log' },
      'medium',
    ],
    'no name server answers': [
      withPackets(refused(408), [ask(1.1, 'far.example.net', 'A'), ask(2.1, 'far.example.net', 'A')]),
      { how: 'failed' },
      'high',
    ],
    'a late answer': [
      withPackets(refused(408), [
        ask(1.1, 'far.example.net', 'A'),
        told(3.2, 'far.example.net', 'A', 0, 7, '198.51.100.9'),
      ]),
      { how: 'slow' },
      'medium',
    ],
    'a late answer, and the call goes through': [
      withPackets(refused(200), [
        ask(1.1, 'far.example.net', 'A'),
        told(3.2, 'far.example.net', 'A', 0, 7, '198.51.100.9'),
      ]),
      { how: 'slow' },
      'low',
    ],
    'a log line beside a failed call': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
        log "2026-04-16 18:30:01 ERROR: could not resolve far.example.net"
        192.0.2.20 > 192.0.2.10  503`,
      { how: 'log' },
      'high',
    ],
  },
  unproven: {
    'the response is cut': [
      ladder`
        0   192.0.2.10 > 192.0.2.20  INVITE
        0.1 192.0.2.20 > 192.0.2.10  503  cut 150`,
      'message-cut',
    ],
  },
})
