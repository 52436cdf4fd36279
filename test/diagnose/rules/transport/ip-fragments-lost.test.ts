import { ipFragmentsLost } from '../../../../src/diagnose/rules/transport/ip-fragments-lost.ts'
import { firstFragment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const HEAD = [
  'INVITE sip:bob@192.0.2.20 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-1;rport',
  'Max-Forwards: 70',
  'From: <sip:alice@192.0.2.10>;tag=from-main-call',
  'To: <sip:bob@192.0.2.20>',
  'Call-ID: main-call@ladder.example',
  'CSeq: 1 INVITE',
]
const whole = Buffer.from([...HEAD, `X-Fill: ${'x'.repeat(1800)}`, 'Content-Length: 0', '', ''].join('\r\n'))
const lost = (at: number) => firstFragment(at, ['192.0.2.10', 5060], ['192.0.2.20', 5060], whole, 1480)
const LATER = ladder`
  60   192.0.2.77 > 192.0.2.78  OPTIONS
  60.1 192.0.2.78 > 192.0.2.77  200`

testRule(ipFragmentsLost, {
  quiet: {
    'a whole message': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  200`,
    'an ICMP error of another kind': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable`,
  },
  fires: {
    'only the first fragment is there': [withPackets(LATER, [lost(0)]), { what: 'INVITE', count: 1 }, 'high'],
    'again and again': [withPackets(LATER, [lost(0), lost(0.5), lost(1.5)]), { count: 3 }, 'high'],
    'a smaller one goes through': [
      withPackets(
        ladder`
          5    192.0.2.10 > 192.0.2.20  INVITE
          5.1  192.0.2.20 > 192.0.2.10  200`,
        [lost(0)],
      ),
      { count: 1 },
      'low',
    ],
  },
  unproven: {
    'cut by the snap length': [ladder`0 192.0.2.10 > 192.0.2.20  INVITE  cut 250`, 'truncated-snaplen'],
  },
})
