import { contactUnreachable } from '../../../../src/diagnose/rules/routing/contact-unreachable.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const INNER = 'header "Contact: <sip:bob@10.9.9.9:5060>"'
const call = (rest: string, contact = INNER) => ladder`
  0    192.0.2.10 > 198.51.100.9  INVITE
  0.1  198.51.100.9 > 192.0.2.10  200  ${contact}
  0.2  192.0.2.10 > 198.51.100.9  ACK  uri sip:bob@198.51.100.9
  ${rest}`
const bye = (to: string) => `
  9    192.0.2.10 > ${to}  BYE  uri sip:bob@${to}
  9.5  192.0.2.10 > ${to}  BYE  again
  10.5 192.0.2.10 > ${to}  BYE  again
  60   192.0.2.99 > 192.0.2.10  OPTIONS`

testRule(contactUnreachable, {
  quiet: {
    'the Contact is where it lives': call(bye('198.51.100.9'), ''),
    'a request that follows a Route': call(`
      9    192.0.2.10 > 10.9.9.9  BYE  uri sip:bob@10.9.9.9 header "Route: <sip:10.9.9.9;lr>"
      9.5  192.0.2.10 > 10.9.9.9  BYE  again
      10.5 192.0.2.10 > 10.9.9.9  BYE  again
      60   192.0.2.99 > 192.0.2.10  OPTIONS`),
    'the BYE is answered': call(`
      9    192.0.2.10 > 10.9.9.9  BYE  uri sip:bob@10.9.9.9
      9.1  10.9.9.9 > 192.0.2.10  200`),
  },
  fires: {
    'a BYE to it gets no answer': [
      call(bye('10.9.9.9')),
      { method: 'BYE', contact: '10.9.9.9', lives: '198.51.100.9' },
      'high',
    ],
    'a BYE to it meets an ICMP error': [
      call(`
        9    192.0.2.10 > 10.9.9.9  BYE  uri sip:bob@10.9.9.9
        9.1  192.0.2.1 > 192.0.2.10  icmp host-unreachable for 192.0.2.10 > 10.9.9.9
        60   192.0.2.99 > 192.0.2.10  OPTIONS`),
      { loss: 'an ICMP error came back' },
      'high',
    ],
  },
  unproven: {
    'the input ends after the BYE': [call('9 192.0.2.10 > 10.9.9.9  BYE  uri sip:bob@10.9.9.9'), 'ends-mid-dialog'],
  },
})
