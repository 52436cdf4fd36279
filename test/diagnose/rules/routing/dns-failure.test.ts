import { expect, test } from 'vitest'
import { dnsFailure } from '../../../../src/diagnose/rules/routing/dns-failure.ts'
import { datagram, dnsAnswer, dnsQuery, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const CLIENT = ['192.0.2.20', 40_053] as const
const SERVER = ['192.0.2.53', 53] as const
const ask = (at: number, name: string, type: 'A' | 'AAAA' | 'SRV', id = 7) =>
  datagram(at, CLIENT, SERVER, dnsQuery(id, name, type))
const told = (at: number, name: string, type: 'A' | 'AAAA' | 'SRV', code: number, id = 7, address?: string) =>
  datagram(at, SERVER, CLIENT, dnsAnswer(id, name, type, code, address === undefined ? [] : [[address]]))
const refused = (status: number, at = 1) => ladder`
  ${at}    192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
  ${at + 3}    192.0.2.20 > 192.0.2.10  ${status}`

testRule(dnsFailure, {
  quiet: {
    'a plain 503': refused(503),
    'a lookup of somebody else': withPackets(refused(503), [
      ask(1.1, 'www.example.org', 'A'),
      told(1.2, 'www.example.org', 'A', 3),
    ]),
    'a host without IPv6, whose address was known': withPackets(refused(503), [
      ask(1.1, 'far.example.net', 'AAAA'),
      told(1.2, 'far.example.net', 'AAAA', 0),
    ]),
    'a call before failed of it, and the address was found since': withPackets(refused(503, 40), [
      ask(1.1, 'far.example.net', 'A'),
      told(1.2, 'far.example.net', 'A', 3),
      ask(20.1, 'far.example.net', 'A', 8),
      told(20.2, 'far.example.net', 'A', 0, 8, '198.51.100.9'),
    ]),
    'a call two minutes before': withPackets(refused(503, 120), [
      ask(1.1, 'far.example.net', 'A'),
      told(1.2, 'far.example.net', 'A', 3),
    ]),
    'a call before failed of it, this one of something else': withPackets(refused(486, 40), [
      ask(1.1, 'far.example.net', 'A'),
      told(1.2, 'far.example.net', 'A', 3),
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
    'the server remembers that it does not exist': [
      withPackets(refused(503, 40), [ask(1.1, 'far.example.net', 'A'), told(1.2, 'far.example.net', 'A', 3)]),
      { how: 'failed' },
      'high',
    ],
    'only SRV is looked up': [
      withPackets(refused(503), [
        ask(1.1, '_sip._udp.far.example.net', 'SRV'),
        told(1.2, '_sip._udp.far.example.net', 'SRV', 3),
      ]),
      { how: 'failed' },
      'medium',
    ],
    'a name that does not exist, and somebody is busy': [
      withPackets(refused(486), [ask(1.1, 'far.example.net', 'A'), told(1.2, 'far.example.net', 'A', 3)]),
      { how: 'failed' },
      'low',
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

test('it explains what became of each call to that name, also of one for which nobody asked again', () => {
  const drawn = ladder`
    1    192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@far.example.net
    4    192.0.2.20 > 192.0.2.10  503
    30   192.0.2.10 > 192.0.2.20  INVITE  uri sip:eve@far.example.net call two
    33   192.0.2.20 > 192.0.2.10  503 call two
    40   192.0.2.10 > 192.0.2.20  INVITE  uri sip:eve@near.example.net call three
    43   192.0.2.20 > 192.0.2.10  500 call three`
  const { findings } = diagnosed(
    withPackets(drawn, [ask(1.1, 'far.example.net', 'A'), told(1.2, 'far.example.net', 'A', 3)]),
  )
  const cause = findings.find(({ rule }) => rule === dnsFailure.id)!
  expect(cause.count).toBe(2)
  const failures = findings.filter(({ rule }) => rule === 'signaling.response-5xx')
  expect(failures.map(({ count, causedBy }) => [count, causedBy])).toEqual(
    expect.arrayContaining([
      [2, cause.id],
      [1, undefined],
    ]),
  )
})
