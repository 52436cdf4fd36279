import { contactMultipleStale } from '../../../../src/diagnose/rules/reg/contact-multiple-stale.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const contact = (host: string, port: number, rest = '') => `<sip:alice@${host}:${port}>;expires=60${rest}`
const register = (...contacts: readonly string[]) => `
  0    198.51.100.4:41977 > 192.0.2.20  REGISTER  to sip:alice@example.com from sip:alice@example.com
  0.1  192.0.2.20 > 198.51.100.4:41977  200  header "Contact: ${contacts.join(', ')}"`
const devices = (count: number) => Array.from({ length: count }, (_, i) => contact(`192.0.2.${30 + i}`, 5060))
const TWINS = [contact('198.51.100.4', 41022), contact('198.51.100.4', 41977)]

testRule(contactMultipleStale, {
  quiet: {
    'one contact': ladder`${register(contact('198.51.100.4', 41977))}`,
    'five devices': ladder`${register(...devices(5))}`,
    'two flows of one device': ladder`
      ${register(contact('198.51.100.4', 41022, ';reg-id=1'), contact('198.51.100.4', 41977, ';reg-id=2'))}`,
  },
  fires: {
    'six devices': [ladder`${register(...devices(6))}`, { contacts: 6, twins: [] }, 'low'],
    'one device on two ports': [ladder`${register(...TWINS)}`, { contacts: 2, lost: '' }, 'low'],
    'and a call waits for the old one': [
      ladder`
        ${register(...TWINS)}
        10   192.0.2.20 > 198.51.100.4:41022  INVITE  call in to sip:alice@example.com
        10.5 192.0.2.20 > 198.51.100.4:41022  INVITE  call in again
        11.5 192.0.2.20 > 198.51.100.4:41022  INVITE  call in again
        60   192.0.2.77 > 192.0.2.78  OPTIONS`,
      { lost: 'was not answered' },
      'medium',
    ],
  },
  unproven: {
    'the 2xx is cut': [
      ladder`
        0    198.51.100.4 > 192.0.2.20  REGISTER
        0.1  192.0.2.20 > 198.51.100.4  200  cut 230`,
      'message-cut',
    ],
  },
})
