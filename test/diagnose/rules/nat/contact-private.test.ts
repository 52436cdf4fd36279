import { contactPrivate } from '../../../../src/diagnose/rules/nat/contact-private.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const INNER = 'header "Contact: <sip:alice@192.168.1.20:5060>"'
const answered = (rest = '') => ladder`
  0    198.51.100.4 > 203.0.113.7  INVITE  ${INNER}
  0.5  203.0.113.7 > 198.51.100.4  200
  0.6  198.51.100.4 > 203.0.113.7  ACK
  ${rest}`
const bye = (at: number) => `${at} 203.0.113.7 > 198.51.100.4  BYE  uri sip:alice@192.168.1.20:5060 cseq 9`

testRule(contactPrivate, {
  quiet: {
    'a public Contact': ladder`198.51.100.4 > 203.0.113.7  INVITE`,
    'private peers': ladder`192.168.1.20 > 192.168.1.1  INVITE  ${INNER}`,
    'a WebSocket client': ladder`198.51.100.4 > 203.0.113.7  INVITE  over WS ${INNER}`,
    'nothing tells where it came from': ladder`
      as raw
      192.168.1.20 > 203.0.113.7  INVITE  ${INNER}`,
  },
  fires: {
    'no later request was seen': [
      answered(),
      { host: '192.168.1.20', path: '198.51.100.4', failed: undefined },
      'medium',
    ],
    'a BYE to it is lost': [
      answered(`${bye(10)}
        10.5 203.0.113.7 > 198.51.100.4  BYE  again
        11.5 203.0.113.7 > 198.51.100.4  BYE  again
        60   203.0.113.9 > 203.0.113.7  OPTIONS`),
      { host: '192.168.1.20' },
      'high',
    ],
    'a BYE to it is answered': [
      answered(`${bye(10)}
        10.1 198.51.100.4 > 203.0.113.7  200 BYE`),
      { failed: undefined },
      'low',
    ],
    'the client itself hangs up': [
      answered(`10 198.51.100.4 > 203.0.113.7  BYE
        10.1 203.0.113.7 > 198.51.100.4  200`),
      { failed: undefined },
      'low',
    ],
    'the client gives up by itself, and nobody answers': [
      answered('10 198.51.100.4 > 203.0.113.7  BYE'),
      { failed: undefined },
      'medium',
    ],
    'the ACK never arrives there, and the callee gives up': [
      ladder`
        0    198.51.100.4 > 203.0.113.7  INVITE
        1    203.0.113.7 > 198.51.100.4  200  header "Contact: <sip:bob@192.168.1.7>"
        1.1  198.51.100.4 > 192.168.1.7  ACK
        1.5  203.0.113.7 > 198.51.100.4  200  again
        2.5  203.0.113.7 > 198.51.100.4  200  again
        4.5  203.0.113.7 > 198.51.100.4  200  again
        8.5  203.0.113.7 > 198.51.100.4  200  again
        33   203.0.113.7 > 198.51.100.4  BYE
        33.1 198.51.100.4 > 203.0.113.7  200`,
      { what: '200 to INVITE' },
      'medium',
    ],
    'a registration that is accepted': [
      ladder`
        198.51.100.4 > 203.0.113.7  REGISTER  ${INNER}
        203.0.113.7 > 198.51.100.4  200`,
      { what: 'REGISTER' },
      'low',
    ],
    'the Via tells where it came from': [
      ladder`
        as raw
        192.168.1.20 > 203.0.113.7  INVITE  ${INNER} header "Via: SIP/2.0/UDP 192.168.1.20;branch=z9hG4bK-1;received=198.51.100.4"`,
      { path: '198.51.100.4' },
      'medium',
    ],
    'an alias': [
      ladder`198.51.100.4 > 203.0.113.7  INVITE  header "Contact: <sip:alice@192.168.1.20;alias=198.51.100.4~5060~1>"`,
      { host: '192.168.1.20' },
      'low',
    ],
  },
  unproven: {
    'the INVITE is cut': [ladder`0 198.51.100.4 > 203.0.113.7  INVITE  cut 245`, 'message-cut'],
  },
})
