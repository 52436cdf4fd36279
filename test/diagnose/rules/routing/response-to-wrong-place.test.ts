import { responseToWrongPlace } from '../../../../src/diagnose/rules/routing/response-to-wrong-place.ts'
import { datagram, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const RPORT = 'header "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-w;rport"'
const PLAIN = 'header "Via: SIP/2.0/UDP 192.0.2.10:5070;branch=z9hG4bK-w"'
/** A 200 to that INVITE, to a port that a ladder would not choose. */
const stray = (via: string) =>
  datagram(
    0.1,
    ['192.0.2.20', 5060],
    ['192.0.2.10', 5060],
    Buffer.from(
      [
        'SIP/2.0 200 OK',
        via.slice(8, -1),
        'From: <sip:alice@192.0.2.10>;tag=from-main-call',
        'To: <sip:bob@192.0.2.20>;tag=to-main',
        'Call-ID: main-call@ladder.example',
        'CSeq: 1 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    ),
  )

testRule(responseToWrongPlace, {
  quiet: {
    'back to the source port, as asked': ladder`
      0    192.0.2.10:41022 > 192.0.2.20  INVITE  ${RPORT}
      0.1  192.0.2.20 > 192.0.2.10:41022  200`,
    'to the port in Via, without rport': ladder`
      0    192.0.2.10:5070 > 192.0.2.20  INVITE  ${PLAIN}
      0.1  192.0.2.20 > 192.0.2.10:5070  200`,
    'to the source port, which was not asked for': ladder`
      0    192.0.2.10:41022 > 192.0.2.20  INVITE  ${PLAIN}
      0.1  192.0.2.20 > 192.0.2.10:41022  200`,
    'over TCP': ladder`
      0    192.0.2.10:41022 > 192.0.2.20  INVITE  over TCP
      0.1  192.0.2.20 > 192.0.2.10:41022  200`,
  },
  fires: {
    'to the port in Via although rport is asked for': [
      withPackets(ladder`0 192.0.2.10:41022 > 192.0.2.20  INVITE  ${RPORT}`, [stray(RPORT)]),
      { due: '192.0.2.10:41022', went: '192.0.2.10:5060', resends: 0 },
      'low',
    ],
    'and the request is repeated once': [
      withPackets(
        ladder`
          0    192.0.2.10:41022 > 192.0.2.20  INVITE  ${RPORT}
          0.5  192.0.2.10:41022 > 192.0.2.20  INVITE  again`,
        [stray(RPORT)],
      ),
      { resends: 1 },
      'low',
    ],
    'and twice': [
      withPackets(
        ladder`
          0    192.0.2.10:41022 > 192.0.2.20  INVITE  ${RPORT}
          0.5  192.0.2.10:41022 > 192.0.2.20  INVITE  again
          1.5  192.0.2.10:41022 > 192.0.2.20  INVITE  again`,
        [stray(RPORT)],
      ),
      { resends: 2 },
      'high',
    ],
  },
  unproven: {
    'a log without ports': [
      ladder`
        as raw
        192.0.2.10:41022 > 192.0.2.20  INVITE  ${RPORT}
        192.0.2.20 > 192.0.2.10:41022  200`,
      'one-direction-only',
    ],
  },
})
