import { srvFailoverNotUsed } from '../../../../src/diagnose/rules/routing/srv-failover-not-used.ts'
import { datagram, dnsAnswer, dnsQuery, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const NAME = '_sip._udp.far.example.net'
const CLIENT = ['192.0.2.10', 40_053] as const
const SERVER = ['192.0.2.53', 53] as const
const targets = (...hosts: readonly string[]) => [
  datagram(0.1, CLIENT, SERVER, dnsQuery(7, NAME, 'SRV')),
  datagram(
    0.2,
    SERVER,
    CLIENT,
    dnsAnswer(
      7,
      NAME,
      'SRV',
      0,
      hosts.map((host, index) => [10 * (index + 1), 5060, host] as const),
    ),
  ),
]
const INVITE = 'INVITE  uri sip:bob@far.example.net'
const silent = (rest = '') => ladder`
  1    192.0.2.10 > 192.0.2.20  ${INVITE}
  1.5  192.0.2.10 > 192.0.2.20  INVITE  again
  2.5  192.0.2.10 > 192.0.2.20  INVITE  again
  4.5  192.0.2.10 > 192.0.2.20  INVITE  again
  ${rest}`
const BOTH = targets('a.example.net', 'b.example.net')

testRule(srvFailoverNotUsed, {
  quiet: {
    'one target': withPackets(silent(), targets('a.example.net')),
    'the next one is tried in time': withPackets(
      silent(`5.9 192.0.2.10 > 192.0.2.30  ${INVITE} call main initial`),
      BOTH,
    ),
    'the first one answers': withPackets(
      ladder`
        1    192.0.2.10 > 192.0.2.20  ${INVITE}
        1.5  192.0.2.20 > 192.0.2.10  486`,
      BOTH,
    ),
  },
  fires: {
    'nobody else is asked': [
      withPackets(silent(), BOTH),
      { asked: '192.0.2.20', sends: 4, targets: ['a.example.net:5060', 'b.example.net:5060'] },
      'medium',
    ],
    'the next one is tried too late': [
      withPackets(silent(`6.1 192.0.2.10 > 192.0.2.30  ${INVITE} call main initial`), BOTH),
      { asked: '192.0.2.20' },
      'medium',
    ],
  },
  unproven: {
    'no lookup in the input': [silent(), 'one-direction-only'],
  },
})
