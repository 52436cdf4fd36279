import { contactMissingOrChanged } from '../../../../src/diagnose/rules/dialog/contact-missing-or-changed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (invite: string, answer: string, rest: string) => ladder`
  192.0.2.5 > 192.0.2.7  INVITE ${invite}
  192.0.2.7 > 192.0.2.5  200 ${answer}
  ${rest}`
const ACK = '192.0.2.5 > 192.0.2.7  ACK'
const BYE = `
  192.0.2.5 > 192.0.2.7  BYE
  192.0.2.7 > 192.0.2.5`
const update = (contact: string, source = '192.0.2.5') => `
  ${ACK}
  ${source} > 192.0.2.7  UPDATE header "Contact: <${contact}>"
  192.0.2.7 > ${source}  200`

testRule(contactMissingOrChanged, {
  quiet: {
    'both are there': call('', '', ACK + BYE.concat('  200')),
    'it moves to another place that can be reached': call('', '', update('sip:alice@192.0.2.6')),
    'all of it private': ladder`
      10.0.0.5 > 10.0.0.7  INVITE header "Contact: <sip:alice@sbc.example.com>"
      10.0.0.7 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.7  ACK
      10.0.0.5 > 10.0.0.7  UPDATE header "Contact: <sip:alice@10.0.0.6>"
      10.0.0.7 > 10.0.0.5  200`,
  },
  fires: {
    'a 2xx without, and nothing more is seen': [call('', 'without Contact', ''), { what: 'missing' }, 'medium'],
    'a 2xx without, and the call works': [
      call('', 'without Contact', ACK + BYE.concat('  200')),
      { what: 'missing' },
      'low',
    ],
    'a 2xx without, and the BYE fails': [
      call('', 'without Contact', ACK + BYE.concat('  481')),
      { what: 'missing' },
      'high',
    ],
    'a 2xx without that is never acknowledged': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE
        1   192.0.2.7 > 192.0.2.5  200 without Contact
        1.5 192.0.2.7 > 192.0.2.5  200 INVITE again
        2.5 192.0.2.7 > 192.0.2.5  200 INVITE again
        4.5 192.0.2.7 > 192.0.2.5  200 INVITE again`,
      { what: 'missing' },
      'high',
    ],
    'an INVITE without': [call('without Contact', '', ACK), { what: 'missing', message: 'INVITE' }, 'low'],
    'it moves to a private address': [
      call('', '', update('sip:alice@10.0.0.6')),
      { what: 'moved', from: '192.0.2.5', to: '10.0.0.6' },
      'medium',
    ],
    'and a BYE to it is lost': [
      call(
        '',
        '',
        `${update('sip:alice@10.0.0.6')}
        192.0.2.7 > 192.0.2.5  BYE
        192.0.2.5 > 192.0.2.7  408`,
      ),
      { what: 'moved' },
      'high',
    ],
    'and a BYE to it arrives': [
      call(
        '',
        '',
        `${update('sip:alice@10.0.0.6')}
        192.0.2.7 > 192.0.2.5  BYE
        192.0.2.5 > 192.0.2.7  200`,
      ),
      { what: 'moved' },
      'low',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE
        0.1 192.0.2.7 > 192.0.2.5  200 without Contact cut 215`,
      'message-cut',
    ],
  },
})
