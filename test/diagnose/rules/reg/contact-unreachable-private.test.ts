import { contactUnreachablePrivate } from '../../../../src/diagnose/rules/reg/contact-unreachable-private.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const register = (contact = '<sip:alice@192.168.1.20:5060>', from = '198.51.100.4', more = '') => `
  0    ${from} > 203.0.113.7  REGISTER  to sip:alice@example.com from sip:alice@example.com expires 3600 header "Contact: ${contact}" ${more}
  0.1  203.0.113.7 > ${from}  200`
const call = (to: string, uri: string) => `
  100   203.0.113.7 > ${to}  INVITE  call in uri ${uri} to sip:alice@example.com
  100.5 203.0.113.7 > ${to}  INVITE  call in again
  101.5 203.0.113.7 > ${to}  INVITE  call in again
  200   192.0.2.77 > 192.0.2.78  OPTIONS`

testRule(contactUnreachablePrivate, {
  quiet: {
    'a public Contact': ladder`${register('<sip:alice@198.51.100.4:5060>')}`,
    'a private path': ladder`${register('<sip:alice@192.168.1.20:5060>', '192.168.1.20')}`,
    'an alias': ladder`${register('<sip:alice@192.168.1.20;alias=198.51.100.4~5060~1>')}`,
    Path: ladder`${register('<sip:alice@192.168.1.20>', '198.51.100.4', 'header "Path: <sip:203.0.113.5;lr>"')}`,
    refused: ladder`
      0    198.51.100.4 > 203.0.113.7  REGISTER  header "Contact: <sip:alice@192.168.1.20:5060>"
      0.1  203.0.113.7 > 198.51.100.4  403`,
  },
  fires: {
    'nobody called': [ladder`${register()}`, { contact: '192.168.1.20', source: '198.51.100.4', lost: '' }, 'low'],
    'a call goes to the private address': [
      ladder`${register()} ${call('192.168.1.20', 'sip:alice@192.168.1.20')}`,
      { lost: 'was not answered' },
      'high',
    ],
    'a call to the public one gets no answer': [
      ladder`${register()} ${call('198.51.100.4', 'sip:alice@198.51.100.4')}`,
      { lost: 'was not answered' },
      'high',
    ],
  },
  unproven: {
    'nothing tells where it came from': [
      ladder`
        as raw
        198.51.100.4 > 203.0.113.7  REGISTER  expires 60 header "Contact: <sip:alice@192.168.1.20:5060>"
        203.0.113.7 > 198.51.100.4  200`,
      'one-direction-only',
    ],
  },
})
